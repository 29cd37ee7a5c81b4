// What a component of Streamlit and the server send each other as bytes.

/** Take apart what `envelope` in envelope.py has put together: the header's fields, and `parts`. */
function openEnvelope(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  let start = 4 + length;
  const parts = header.sizes.map((size) => bytes.slice(start, (start += size)));
  return { ...header, parts };
}

function base64(bytes) {
  const parts = [];
  for (let start = 0; start < bytes.length; start += 0x8000)
    parts.push(String.fromCharCode(...bytes.subarray(start, start + 0x8000)));
  return btoa(parts.join(""));
}
