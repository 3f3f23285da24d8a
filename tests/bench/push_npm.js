// The npm package web-push, with its connections kept open and twenty calls under way: as many
// messages as it is told, and how many a second.
const [, , port, count, publicKey, privateKey, p256dh, auth] = process.argv;
const https = require("https");
const push = require("web-push");
push.setVapidDetails("mailto:drift@kommune.dk", publicKey, privateKey);
const agent = new https.Agent({ keepAlive: true, maxSockets: 20, rejectUnauthorized: false });
const text = JSON.stringify({ web_push: 8030, notification: { title: "Hej" } }).padEnd(768);
const one = (at) =>
  push.sendNotification(
    { endpoint: `https://127.0.0.1:${port}/send/${at}`, keys: { p256dh, auth } },
    text,
    { TTL: 3600, topic: "abc", urgency: "normal", agent, contentEncoding: "aes128gcm" },
  );
const run = async (all) => {
  let next = 0;
  const lane = async () => {
    while (next < all) await one(next++);
  };
  await Promise.all(Array.from({ length: 20 }, lane));
};
(async () => {
  await run(50);
  const began = process.hrtime.bigint();
  await run(Number(count));
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  console.log(Number(count) / seconds);
})();
