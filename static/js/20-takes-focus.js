// An error box takes the focus, so that a screen reader says it and the eye finds it.
behaviour("takes-focus", (node) => node.focus());
