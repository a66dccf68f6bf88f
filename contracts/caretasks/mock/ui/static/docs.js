"use strict";

// Shows the reference of one API. The page says where its document is and what stands before which key.
{
  const main = document.getElementById("reference");
  const prefixes = JSON.parse(main.dataset.prefixes);

  const withPrefixes = (request) => {
    for (const [header, prefix] of Object.entries(prefixes)) {
      const value = request.headers[header];
      if (value && !value.startsWith(prefix)) {
        request.headers[header] = prefix + value;
      }
    }
    return request;
  };

  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const followScheme = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  followScheme();
  dark.addEventListener("change", followScheme);

  window.SwaggerUIBundle({
    url: main.dataset.document,
    domNode: main,
    deepLinking: true,
    displayRequestDuration: true,
    requestInterceptor: withPrefixes,
    tryItOutEnabled: true,
    validatorUrl: null,
  });
}
