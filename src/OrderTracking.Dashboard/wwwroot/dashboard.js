// The dashboard's one script. Without it pages work, but do not move by themselves.
const refreshMs = 500, tickMs = 30_000, showLoadingAfterMs = 300, typedPauseMs = 350, againMs = 10_000;

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

let feed, filter, due, running = false, again = false;

/** Parts that somebody is typing in stay as they are. */
function isBusy(fragment) {
  return fragment.contains(document.activeElement) && document.activeElement.matches('input, select, textarea, button, summary')
    || fragment.querySelector('details.act[open]') !== null;
}

async function refresh() {
  if (running) { again = true; return; }
  running = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' }, redirect: 'error' });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const old of document.querySelectorAll('[data-live]')) {
      const next = page.querySelector(`[data-live="${CSS.escape(old.dataset.live)}"]`);
      if (next && !isBusy(old)) old.replaceWith(document.adoptNode(next));
    }
    showTimes();
    offerPrinting();
  } catch {
    // The service is restarting or the line is down: the feed connects again, and says what was missed.
  } finally {
    running = false;
    if (again) { again = false; refresh(); }
  }
}

function listen() {
  const live = document.querySelector('[data-live]');
  const wanted = live ? live.dataset.feed ?? '' : undefined;
  if (wanted === filter && feed?.readyState !== EventSource.CLOSED) return;
  feed?.close();
  [feed, filter] = [undefined, wanted];
  if (wanted === undefined) return;
  feed = new EventSource(`/v1/feed${wanted}`);
  // At most so often, also while events come without a pause.
  feed.onmessage = () => { due ??= setTimeout(() => { due = undefined; refresh(); }, refreshMs); };
  // A browser gives up after an answer that is no stream: too many are open, or the service is stopping.
  feed.onerror = () => { if (feed?.readyState === EventSource.CLOSED) setTimeout(() => { refresh(); listen(); }, againMs); };
}

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
}

ready();
setInterval(showTimes, tickMs);
addEventListener('DOMContentLoaded', () => {
  window.Blazor?.addEventListener('enhancedload', ready);
  window.Blazor?.addEventListener('enhancednavigationstart', startLoading);
  window.Blazor?.addEventListener('enhancednavigationend', stopLoading);
});
