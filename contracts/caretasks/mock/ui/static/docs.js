"use strict";

// Shows the API reference with Swagger UI. The data attributes of `main` have the URL of the spec, and the prefix of the
// key for each header.
{
  const main = document.getElementById("reference");
  const prefixes = JSON.parse(main.dataset.prefixes);

  const addPrefixes = (request) => {
    for (const [header, prefix] of Object.entries(prefixes)) {
      const value = request.headers[header];
      if (value && !value.startsWith(prefix)) {
        request.headers[header] = prefix + value;
      }
    }
    return request;
  };

  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const applyColorScheme = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  applyColorScheme();
  dark.addEventListener("change", applyColorScheme);

  window.SwaggerUIBundle({
    url: main.dataset.document,
    domNode: main,
    deepLinking: true,
    displayRequestDuration: true,
    requestInterceptor: addPrefixes,
    tryItOutEnabled: true,
    validatorUrl: null,
  });
}
