"use strict";

// Shows the requests as they come: asks once a second for those after the last that it has.
{
  const MOST = 200;
  const list = document.getElementById("requests");
  const state = document.getElementById("state");
  const pause = document.getElementById("pause");
  let run = null;
  let last = 0; // all up to this one are here, and answered
  let newest = 0;

  const piece = (kind, text) => {
    const element = document.createElement("span");
    element.className = kind;
    element.textContent = text;
    return element;
  };

  const item = (request) => {
    const summary = document.createElement("summary");
    const query = new URLSearchParams(
      Object.entries(request.query).flatMap(([name, values]) => [values].flat().map((value) => [name, value])),
    ).toString();
    const ended = request.milliseconds !== null;
    const status = request.status ?? (ended ? "no answer" : "in work");
    summary.append(
      piece("time", new Date(request.time).toLocaleTimeString()),
      piece("method", request.method),
      piece("path", request.path + (query ? `?${query}` : "")),
      piece(`status s${String(status)[0]}`, status),
      piece("took", ended ? `${request.milliseconds} ms` : ""),
      piece("operation", [request.operation, request.fault && `fault: ${request.fault}`].filter(Boolean).join(", ")),
    );
    const all = document.createElement("pre");
    all.textContent = JSON.stringify({ headers: request.headers, body: request.body, bytes: request.bytes }, null, 2);
    const details = document.createElement("details");
    details.append(summary, all);
    const entry = document.createElement("li");
    entry.dataset.number = request.number;
    entry.dataset.ended = ended;
    entry.append(details);
    return entry;
  };

  const show = (answer) => {
    if (answer.run !== run) {
      run = answer.run;
      list.replaceChildren();
      if (newest > 0) {
        last = newest = 0; // the stand-ins were started anew, and count from 1 again
        return;
      }
    }
    for (const request of answer.requests) {
      const known = list.querySelector(`[data-number="${request.number}"]`);
      if (known === null) {
        list.prepend(item(request));
      } else if (known.dataset.ended === "false") {
        known.replaceWith(item(request));
      }
      newest = Math.max(newest, request.number);
    }
    const open = answer.requests.find((request) => request.milliseconds === null);
    last = open === undefined ? newest : open.number - 1; // what is not answered yet is asked for again
    while (list.children.length > MOST) {
      list.lastElementChild.remove();
    }
    const shown = list.children.length;
    state.textContent = shown === 0 ? "Waiting for the first request." : `${newest} received; the last ${shown} are here.`;
  };

  const look = async () => {
    if (pause.getAttribute("aria-pressed") === "false" && !document.hidden) {
      try {
        const response = await fetch(`_requests?after=${last}`);
        if (!response.ok) {
          throw new Error(String(response.status));
        }
        show(await response.json());
      } catch {
        state.textContent = "The stand-ins do not answer. Trying again.";
      }
    }
    setTimeout(look, 1000);
  };

  pause.addEventListener("click", () => {
    const pressed = pause.getAttribute("aria-pressed") === "true";
    pause.setAttribute("aria-pressed", String(!pressed));
  });
  look();
}
