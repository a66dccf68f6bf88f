"""An example of a service that uses two vendors: Mira Mace calls patients, Solum has the tasks of the front desk."""

from clinic.outreach import Outreach, Patient

__all__ = ("Outreach", "Patient")
