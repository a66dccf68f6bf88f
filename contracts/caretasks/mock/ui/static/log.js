"use strict";

// Lists the received requests. Polls the server once a second for new ones.
{
  const MAX_ITEMS = 200;
  const POLL_MILLISECONDS = 1000;
  const list = document.getElementById("requests");
  const state = document.getElementById("state");
  const pause = document.getElementById("pause");
  let run = null;
  let last = 0; // all requests up to this number are listed with their response
  let newest = 0;

  const createSpan = (className, text) => {
    const element = document.createElement("span");
    element.className = className;
    element.textContent = text;
    return element;
  };

  const createItem = (request) => {
    const summary = document.createElement("summary");
    const query = new URLSearchParams(
      Object.entries(request.query).flatMap(([name, values]) => [values].flat().map((value) => [name, value])),
    ).toString();
    const isFinished = request.milliseconds !== null;
    const status = request.status ?? (isFinished ? "no response" : "pending");
    summary.append(
      createSpan("time", new Date(request.time).toLocaleTimeString()),
      createSpan("method", request.method),
      createSpan("path", request.path + (query ? `?${query}` : "")),
      createSpan(`status s${String(status)[0]}`, status),
      createSpan("duration", isFinished ? `${request.milliseconds} ms` : ""),
      createSpan("operation", [request.operation, request.fault && `fault: ${request.fault}`].filter(Boolean).join(", ")),
    );
    const content = document.createElement("pre");
    content.textContent = JSON.stringify(
      { headers: request.headers, body: request.body, bytes: request.bytes },
      null,
      2,
    );
    const details = document.createElement("details");
    details.append(summary, content);
    const item = document.createElement("li");
    item.dataset.number = request.number;
    item.dataset.finished = isFinished;
    item.append(details);
    return item;
  };

  const update = (response) => {
    if (response.run !== run) {
      run = response.run;
      list.replaceChildren();
      if (newest > 0) {
        last = newest = 0; // the mock server was restarted and counts from 1
        return;
      }
    }
    for (const request of response.requests) {
      const known = list.querySelector(`[data-number="${request.number}"]`);
      if (known === null) {
        list.prepend(createItem(request));
      } else if (known.dataset.finished === "false") {
        known.replaceWith(createItem(request));
      }
      newest = Math.max(newest, request.number);
    }
    const pending = response.requests.find((request) => request.milliseconds === null);
    last = pending === undefined ? newest : pending.number - 1; // pending requests are fetched with the next poll too
    while (list.children.length > MAX_ITEMS) {
      list.lastElementChild.remove();
    }
    const count = list.children.length;
    state.textContent =
      count === 0 ? "Waiting for the first request." : `${newest} requests received, the last ${count} are listed.`;
  };

  const poll = async () => {
    if (pause.getAttribute("aria-pressed") === "false" && !document.hidden) {
      try {
        const response = await fetch(`_requests?after=${last}`);
        if (!response.ok) {
          throw new Error(String(response.status));
        }
        update(await response.json());
      } catch {
        state.textContent = "The mock server does not respond. Retrying.";
      }
    }
    setTimeout(poll, POLL_MILLISECONDS);
  };

  pause.addEventListener("click", () => {
    const pressed = pause.getAttribute("aria-pressed") === "true";
    pause.setAttribute("aria-pressed", String(!pressed));
  });
  poll();
}
