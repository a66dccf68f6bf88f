"use strict";

// Lists the received requests. Polls the server once a second for new ones.
{
  const MAX_ITEMS = 200;
  const POLL_MILLISECONDS = 1000;
  const list = document.getElementById("requests");
  const state = document.getElementById("state");
  const pause = document.getElementById("pause");
  const filter = document.getElementById("filter");
  const errors = document.getElementById("errors");
  let run = null;
  let last = 0; // all requests up to this number are listed with their response
  let newest = 0;

  const createSpan = (className, text) => {
    const element = document.createElement("span");
    element.className = className;
    element.textContent = text;
    return element;
  };

  const formatValue = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));

  const formatViolation = ({ location, pointer, keyword, expected, received }) =>
    `${location} ${pointer}`.trim() +
    `: expected ${expected}, received ` +
    (keyword === "required" || received === null ? "nothing" : JSON.stringify(received));

  const createPart = (title, value) => {
    const text = formatValue(value);
    const heading = document.createElement("h3");
    heading.className = "bar";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.dataset.copy = text;
    button.textContent = "Copy";
    button.ariaLabel = `Copy the ${title.toLowerCase()}`;
    heading.append(title, button);
    const content = document.createElement("pre");
    content.textContent = text;
    content.tabIndex = 0;
    return [heading, content];
  };

  const createViolations = (request) => {
    const list = document.createElement("ul");
    list.className = "violations";
    for (const violation of request.violations) {
      const item = document.createElement("li");
      item.textContent = `${violation.keyword}: ${formatViolation(violation)}`;
      list.append(item);
    }
    return list;
  };

  const createContent = (request) => {
    const content = document.createElement("div");
    content.className = "parts";
    if (request.reason !== null) {
      content.append(createSpan("reason", request.reason), createViolations(request));
    }
    if (request.body !== null) {
      content.append(...createPart(`Request body (${request.bytes} bytes)`, request.body));
    }
    if (request.response !== null) {
      content.append(...createPart("Response body", request.response));
    }
    content.append(...createPart("Request headers", request.headers));
    return content;
  };

  const isShown = (item) =>
    item.dataset.text.includes(filter.value.trim().toLowerCase()) && (!errors.checked || item.dataset.error === "true");

  const applyFilter = () => {
    for (const item of list.children) {
      item.hidden = !isShown(item);
    }
    showState();
  };

  const showState = () => {
    const count = list.children.length;
    const shown = [...list.children].filter((item) => !item.hidden).length;
    state.textContent =
      count === 0
        ? "Waiting for the first request."
        : `${newest} received, ${shown} of the last ${count} listed.`;
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
      createSpan("reason", request.violations.map(formatViolation).join("; ") || (request.reason ?? "")),
    );
    const details = document.createElement("details");
    details.append(summary, createContent(request));
    const item = document.createElement("li");
    item.dataset.number = request.number;
    item.dataset.finished = isFinished;
    item.dataset.error = isFinished && !(request.status < 400 && request.status !== null);
    item.dataset.text = [request.method, request.path, query, status, request.operation, request.reason, request.fault]
      .join(" ")
      .toLowerCase();
    item.append(details);
    item.hidden = !isShown(item);
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
        const item = createItem(request);
        item.firstElementChild.open = known.firstElementChild.open;
        known.replaceWith(item);
      }
      newest = Math.max(newest, request.number);
    }
    const pending = response.requests.find((request) => request.milliseconds === null);
    last = pending === undefined ? newest : pending.number - 1; // pending requests are fetched with the next poll too
    while (list.children.length > MAX_ITEMS) {
      list.lastElementChild.remove();
    }
    showState();
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
  filter.addEventListener("input", applyFilter);
  errors.addEventListener("change", applyFilter);
  poll();
}
