// What this device keeps besides pages: whose it is, a copy of their lists, and changes that wait to be sent. The service worker
// and pages share it, so it is a classic script.

self.device = (() => {
  // oxlint-disable-next-line consistent-function-scoping
  const open = () => new Promise((done, fail) => {
    const asked = indexedDB.open("device", 1);
    asked.addEventListener("upgradeneeded", () => {
      asked.result.createObjectStore("facts");
      asked.result.createObjectStore("changes", { keyPath: "id", autoIncrement: true });
    });
    asked.addEventListener("success", () => done(asked.result));
    asked.addEventListener("error", () => fail(asked.error));
  });

  // Does one thing with one store; closes the database, so that signing out can delete it.
  const within = async (name, mode, act) => {
    const database = await open();
    try {
      return await new Promise((done, fail) => {
        const transaction = database.transaction(name, mode);
        const asked = act(transaction.objectStore(name));
        transaction.addEventListener("complete", () => done(asked.result));
        transaction.addEventListener("abort", () => fail(transaction.error));
      });
    } finally {
      database.close();
    }
  };

  return {
    // The facts: "owner" (whose all of this is), "reader" (who read the last page), "lists" ({at, rows}).
    get: (name) => within("facts", "readonly", (store) => store.get(name)),
    set: (name, value) => within("facts", "readwrite", (store) => store.put(value, name)),
    forget: (name) => within("facts", "readwrite", (store) => store.delete(name)),
    // Does nothing if this reader signed out meanwhile: in one transaction, so that nothing of theirs comes back.
    setLists: (reader, lists) => within("facts", "readwrite", (store) => {
      const known = store.get("reader");
      known.addEventListener("success", () => known.result === reader && store.put(lists, "lists"));
      return known;
    }),

    // Changes in the order in which they were made: {id, do, job, application, to, from, title, at, reader, state, said}.
    // One without a state waits; with one, the site has answered something that the reader has to decide about.
    changes: () => within("changes", "readonly", (store) => store.getAll()),
    add: (change) => within("changes", "readwrite", (store) => store.add(change)),
    // Does nothing if the change was sent or discarded meanwhile, in another tab.
    put: (change) => within("changes", "readwrite", (store) => {
      const known = store.get(change.id);
      known.addEventListener("success", () => known.result && store.put(change));
      return known;
    }),
    drop: (id) => within("changes", "readwrite", (store) => store.delete(id)),
    // Whether a change is this reader's to see and to send: their own, and what was made while nobody was signed in. While nobody
    // is, also those of whoever was here last.
    concerns: (change, reader) => !change.reader || change.reader === reader || (!reader && change.title !== ""),
    // Drops this reader's changes and those of nobody. Those of others wait for them, without what names the job.
    dropOf: (reader) => within("changes", "readwrite", (store) => {
      const known = store.getAll();
      known.addEventListener("success", () => {
        for (const one of known.result) {
          if (one.reader && one.reader !== reader) store.put({ ...one, title: "", said: "", state: "" });
          else store.delete(one.id);
        }
      });
      return known;
    }),
    putBack: (changes) => within("changes", "readwrite", (store) => {
      for (const one of changes) store.put(one);
      return store.count();
    }),
  };
})();
