"use strict";

// Shows the API reference with Swagger UI. The data attributes of `main` have the URL of the spec, the prefix of the key
// for each header, and the keys that are filled in.
{
  const main = document.getElementById("reference");
  const prefixes = JSON.parse(main.dataset.prefixes);
  const keys = JSON.parse(main.dataset.keys);

  const addPrefixes = (request) => {
    for (const [header, prefix] of Object.entries(prefixes)) {
      const value = request.headers[header];
      if (value && !value.startsWith(prefix)) {
        request.headers[header] = prefix + value;
      }
    }
    const token = keys.find(({ isToken }) => isToken);
    if (token && !request.headers.Authorization && new URL(request.url).origin === location.origin) {
      request.headers.Authorization = `Bearer ${token.key}`;
    }
    return request;
  };

  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const applyColorScheme = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  applyColorScheme();
  dark.addEventListener("change", applyColorScheme);

  const fillInKeys = () => {
    for (const { name, key, isBasic } of keys) {
      if (isBasic) {
        ui.preauthorizeBasic(name, key, key);
      } else {
        ui.preauthorizeApiKey(name, key);
      }
    }
  };

  const ui = window.SwaggerUIBundle({
    url: main.dataset.document,
    domNode: main,
    deepLinking: true,
    displayRequestDuration: true,
    onComplete: fillInKeys,
    requestInterceptor: addPrefixes,
    tryItOutEnabled: true,
    validatorUrl: null,
  });
}
