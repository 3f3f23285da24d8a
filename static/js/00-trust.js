// The browser only takes markup and script addresses through here, and null is a no. Markup from our server passes: a person's words in
// it have no < and no " of their own. A script that is not one of our files, a frame or a handler does not.
window.trustedTypes?.createPolicy("default", {
  createHTML: (text) => (/<(i?frame|script(?! src="\/s))|(<[^"<>]*|")[\s/]+on\w+=/i.test(text) ? null : text),
  createScriptURL: (text) => (/^\/\w/.test(text) ? text : null),
});
