// The browser only takes markup and script addresses through here, and null is a no. Markup from our server passes: a person's words in
// it have no < and no " of their own. What is commonly put in does not; some ways of writing a handler get past. See decisions.md.
window.trustedTypes?.createPolicy("default", {
  createHTML: (text) => (/<(i?frame|object|embed|base|script(?! src="\/s))|(<[^"<>]*|")[\s/]+on\w+\s*=/i.test(text) ? null : text),
  createScriptURL: (text) => (/^\/\w/.test(text) ? text : null),
});
