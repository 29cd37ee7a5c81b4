// The drawing board as a page of its own: the network stands in the page itself.

function startStandalone(root) {
  const bytes = Uint8Array.from(atob(root.dataset.payload), (letter) => letter.charCodeAt(0));
  const board = createBoard(root, { onKeep: null, onPicture: null, canKeep: false });
  board.setNetworks([{ name: "", network: readNetwork(bytes) }]);
  const theme = matchMedia("(prefers-color-scheme: dark)");
  theme.addEventListener("change", () => board.repaint());
}

startStandalone(document.getElementById("board"));
