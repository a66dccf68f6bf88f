"""Have one patient called, and wait for the outcome: `python -m clinic`.

The clients read their keys and servers from the environment. The variables of compose.yaml lead to mock servers.
"""

from __future__ import annotations

import os
import sys
import time
from uuid import UUID

from caretasks.miramace import MiraMace
from caretasks.solum import Solum
from clinic.outreach import Outreach, Patient


def main() -> int:
    """Return 0 if the call is over within a minute."""
    for name in ("MIRAMACE_BASE_URL", "SOLUM_BASE_URL"):
        if name not in os.environ:
            print(
                f"{name} is not set. Set it to the URL of a mock server: a vendor would call a person.", file=sys.stderr
            )
            return 2
    with MiraMace() as calls, Solum() as desk:
        outreach = Outreach(calls, desk, project_id=UUID(int=1), desk_user="front-desk")
        task_id = outreach.call(Patient(UUID(int=2), "+12025550143"), "Offer a new appointment")
        for _ in range(60):
            if task_id is None or outreach.follow_up(task_id):
                print("The call is over. Tasks of the front desk:")
                for task in desk.iter_tasks(assigned_user_id="front-desk"):
                    print(f"- {task.title}")
                return 0
            time.sleep(1)
    print("The call is not over after a minute.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
