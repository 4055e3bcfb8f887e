// The dashboard's one script. Without it pages work, but do not move by themselves.
const firstMs = 20, betweenMs = 700, tickMs = 15_000, showLoadingAfterMs = 300, typedPauseMs = 350, againMs = 5_000, silentMs = 30_000;

// ---- Times: the reader's own zone in the title, and limits that count on ----

const isChinese = () => document.documentElement.lang.startsWith('zh');

function duration(ms) {
  const minutes = Math.floor(ms / 60_000), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
  if (minutes < 60) return isChinese() ? `${minutes} 分` : `${minutes} min`;
  if (hours < 48) return isChinese() ? `${hours} 小时 ${minutes % 60} 分` : `${hours} h ${minutes % 60} min`;
  return isChinese() ? `${days} 天 ${hours % 24} 小时` : `${days} d ${hours % 24} h`;
}

function showTimes() {
  for (const time of document.querySelectorAll('time[datetime]')) {
    const at = new Date(time.dateTime);
    time.title = at.toLocaleString(document.documentElement.lang, { timeZoneName: 'short' });
    if (!('until' in time.dataset)) continue;
    const left = at - Date.now(), text = duration(Math.abs(left));
    time.textContent = left < 0 ? (isChinese() ? `超时 ${text}` : `${text} over`) : (isChinese() ? `还有 ${text}` : `${text} left`);
    time.classList.toggle('over', left < 0);
    time.classList.toggle('near', left >= 0 && left < 3_600_000);
  }
}

// ---- Fragments: what is marked data-live is asked for anew when the feed says that something happened ----

let feed, filter, due, heard = 0, heardAt = 0, refreshedAt = 0, tookMs = 0, running = false, again = false, isBehind = false;

/** The position of the log that a page is at; 0 where it says none. */
const positionOf = page => Number(page.querySelector('[data-position]')?.dataset.position ?? 0);

/** Parts that somebody is typing in stay as they are. */
function isBusy(fragment) {
  return fragment.contains(document.activeElement) && document.activeElement.matches('input, select, textarea')
    || fragment.querySelector('details.act[open]') !== null;
}

/** What tells a link or a button from the others of a part, so that the keyboard's focus stays where it was. */
const nameOf = one =>
  [one.localName, one.getAttribute('href'), one.textContent, one.closest('li')?.querySelector('.number')?.textContent].join();

function replace(old, next) {
  const focused = old.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  old.replaceWith(document.adoptNode(next));
  if (focused) [...next.querySelectorAll('a, button, summary')].find(one => nameOf(one) === focused)?.focus({ preventScroll: true });
}

/** The first of a burst shows at once; those that follow show together, the more seldom the longer an answer takes. */
function schedule() {
  due ??= setTimeout(refresh, Math.max(firstMs, refreshedAt + Math.max(betweenMs, 4 * tookMs) - Date.now()));
}

async function refresh() {
  clearTimeout(due);
  due = undefined;
  if (running) { again = true; return; }
  const address = location.href;
  [running, refreshedAt] = [true, Date.now()];
  try {
    const headers = { Accept: 'text/html', 'Wait-For': heard };
    const answer = await fetch(address, { headers, redirect: 'manual', signal: AbortSignal.timeout(30_000) });
    // Signed out, or no longer allowed to see this: the address itself leads on, once nothing that was typed can be lost.
    if (answer.type === 'opaqueredirect') { if (![...document.querySelectorAll('[data-live]')].some(isBusy)) location.reload(); return; }
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (location.href !== address) { again = true; return; }
    tookMs = Date.now() - refreshedAt;
    heard = Math.max(heard, positionOf(page));
    isBehind = false;
    for (const old of document.querySelectorAll('[data-live]')) {
      const next = page.querySelector(`[data-live="${CSS.escape(old.dataset.live)}"]`);
      if (next && isBusy(old)) isBehind = true;
      else if (next) replace(old, next);
    }
    showTimes();
    offerPrinting();
  } catch {
    // The service is restarting, has too much to do, or the line is down.
    setTimeout(schedule, againMs);
  } finally {
    running = false;
    if (again) { again = false; refresh(); }
  }
}

/** The feed of this page, from where the page is; none while nobody looks, for a browser keeps few connections to a service. */
function listen() {
  const live = document.hidden ? null : document.querySelector('[data-live]');
  const wanted = live ? live.dataset.feed ?? '' : undefined;
  if (wanted === filter && feed?.readyState !== EventSource.CLOSED && Date.now() - heardAt < silentMs) return;
  feed?.close();
  [feed, filter] = [undefined, wanted];
  if (wanted === undefined) return;
  const asked = new URLSearchParams(wanted), from = Math.max(heard, positionOf(document));
  if (from > 0) asked.set('after', from);
  [feed, heardAt] = [new EventSource(`/v1/feed?${asked}`), Date.now()];
  feed.addEventListener('heartbeat', () => { heardAt = Date.now(); });
  feed.onmessage = event => {
    [heard, heardAt] = [Math.max(heard, Number.parseInt(event.lastEventId, 10) || 0), Date.now()];
    schedule();
  };
  // A browser gives up after an answer that is no stream: too many are open, the service is stopping, or the sign-in is over.
  feed.onerror = () => { if (feed?.readyState === EventSource.CLOSED) setTimeout(() => { heard = 0; refresh().then(listen); }, againMs); };
}

/** What came while a form was open is shown when it is closed. */
function catchUp() {
  if (isBehind) schedule();
}

addEventListener('focusout', catchUp);
addEventListener('toggle', catchUp, true);
addEventListener('visibilitychange', listen);

// ---- A filter that is asked again as one types: its fields are the address, and the address is what is refreshed ----

let typed;

addEventListener('input', event => {
  const form = event.target.closest('form[data-as-typed]');
  if (!form) return;
  clearTimeout(typed);
  typed = setTimeout(() => {
    const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    history.replaceState(history.state, '', asked.size ? `${form.action}?${asked}` : form.action);
    refresh();
  }, typedPauseMs);
});

// ---- Loading: a line at the top after 300 ms ----

let loading, line;

function stopLoading() {
  clearTimeout(loading);
  line?.remove();
}

function startLoading() {
  stopLoading();
  loading = setTimeout(() => {
    line = document.createElement('div');
    line.className = 'loading-line';
    document.body.append(line);
  }, showLoadingAfterMs);
}

function offerPrinting() {
  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false;
    button.onclick = () => print();
  }
}

function ready() {
  stopLoading();
  // On a phone the navigation is wider than the window.
  document.querySelector('.bar nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  offerPrinting();
  showTimes();
  listen();
  // Something was heard while this page was on its way.
  if (heard > positionOf(document) && positionOf(document) > 0) schedule();
}

ready();
setInterval(() => { showTimes(); listen(); }, tickMs);
addEventListener('DOMContentLoaded', () => {
  window.Blazor?.addEventListener('enhancedload', ready);
  window.Blazor?.addEventListener('enhancednavigationstart', startLoading);
  window.Blazor?.addEventListener('enhancednavigationend', stopLoading);
});
