// Notifications in the service worker, which imports this: shows them, opens their page, and tells us when the browser renews its
// subscription. In a block of its own, so that it shares no names with the worker.
{
  const ALERTS = "/account/alerts/";
  const DEVICES = `${ALERTS}devices/`;

  self.addEventListener("push", (event) => {
    const { title, body, url, tag } = event.data?.json() ?? {};
    // Something is shown in any case: a browser takes the permission away from a site that is silent.
    event.waitUntil(self.registration.showNotification(title || "New jobs", { body: body || "", tag, data: { url } }));
  });

  self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    const asked = new URL(event.notification.data?.url || ALERTS, self.location.origin);
    const target = asked.origin === self.location.origin ? asked : new URL(ALERTS, self.location.origin);
    const open = async () => {
      const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
      const there = windows.find((one) => new URL(one.url).pathname === target.pathname);
      return there ? there.focus() : self.clients.openWindow(target.href);
    };
    event.waitUntil(open());
  });

  const renew = async (event) => {
    const answer = await fetch(DEVICES, { headers: { Accept: "application/json" } });
    if (answer.redirected || !answer.ok) return; // nobody is signed in; the page of alerts asks again
    const { key, token } = await answer.json();
    const options = { userVisibleOnly: true, applicationServerKey: key };
    const fresh = event.newSubscription ?? (await self.registration.pushManager.subscribe(options));
    const { endpoint, keys } = fresh.toJSON();
    const replaces = event.oldSubscription?.endpoint ?? "";
    await fetch(DEVICES, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams({ endpoint, ...keys, replaces }),
    });
  };

  self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));
}
