// The browser only takes markup and script addresses through here, and null is a no. Markup passes
// when every tag of it is written the way our server writes them: a person's words in it have no <
// and no " of their own.
const OURS =
  /<(!doctype html|\/\w+|(?!i?frame|object|embed|base|script(?! src="\/s))[a-z]\w*(\s+((?!on|src|href|\w*action)[\w-]+(="[^"<>]*")?|(src|href|\w*action)="((\/(?!\/)|[#?]|(https?|tel|sms|mailto|geo|maps):)[^"<>]*)?"))*\s*\/?)>/gi;
window.trustedTypes?.createPolicy("default", {
  createHTML: (text) => (text.replace(OURS, "").includes("<") ? null : text),
  createScriptURL: (text) => (/^\/\w/.test(text) ? text : null),
});
