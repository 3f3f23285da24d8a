// A print button is only there when it can do something.
behaviour("prints", (node) => {
  node.hidden = false;
  node.addEventListener("click", () => print());
});
