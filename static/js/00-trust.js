// The browser only takes markup and script addresses through here: ours pass, a foreign script address does not.
if (window.trustedTypes) {
  trustedTypes.createPolicy("default", {
    createHTML: (html) => html,
    createScriptURL: (url) => {
      if (new URL(url, location.href).origin === location.origin) return url;
      throw new TypeError("foreign script");
    },
  });
}
