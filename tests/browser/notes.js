// What was seen and heard on the page, for tests that look later than a message stays.
window.told = []; // {text, level} of each message that came into view
window.subscribed = new Set(); // topics that the page hears of

const inView = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) told.push({ text: target.textContent, level: target.dataset.level });
  }
});
new MutationObserver((changes) => {
  for (const { addedNodes, target } of changes) {
    if (target.id === "toasts") addedNodes.forEach((each) => each.dataset && inView.observe(each));
  }
}).observe(document, { childList: true, subtree: true });

document.addEventListener("live:message", ({ detail: { type, topic } }) => {
  if (type === "subscribed") subscribed.add(topic);
});
