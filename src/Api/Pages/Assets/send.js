// Several events at once: gathered in this tab, put in order, and sent as one batch.
const key = 'cdviz-batch', most = 100;

function read() {
    try {
        const kept = JSON.parse(sessionStorage.getItem(key) ?? '[]');
        return Array.isArray(kept) ? kept : [];
    } catch {
        return [];
    }
}

function keep(events) {
    sessionStorage.setItem(key, JSON.stringify(events));
    render();
}

const text = events => JSON.stringify(events, null, 2);
const name = event => `${event.context.type.split('.').slice(2, 4).join(' ')} ${event.subject.id}`;

function button(label, of, act, disabled) {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'quiet';
    made.textContent = label;
    made.setAttribute('aria-label', `${label}: ${of}`);
    made.disabled = disabled;
    made.addEventListener('click', act);
    return made;
}

function item(event, at, events) {
    const line = document.createElement('li'), what = document.createElement('span');
    what.textContent = name(event);
    const moved = by => { const next = [...events]; next.splice(at + by, 0, ...next.splice(at, 1)); return next; };
    line.append(
        what,
        button('Up', name(event), () => keep(moved(-1)), at === 0),
        button('Down', name(event), () => keep(moved(1)), at === events.length - 1),
        button('Remove', name(event), () => keep(events.toSpliced(at, 1)), false));
    return line;
}

// What the page shows for one event, it shows for all of them.
function told(id, json) {
    const code = document.querySelector(`#${id} code`);
    if (!code) return;
    code.dataset.one ??= code.textContent;
    code.textContent = json === null ? code.dataset.one : code.dataset.before + (code.dataset.quote ? json.replaceAll("'", "'\\''") : json) + code.dataset.after;
}

function render() {
    const card = document.getElementById('batch');
    if (!card) return;
    const events = read(), full = events.length >= most;
    card.hidden = events.length === 0;
    card.querySelector('ol').replaceChildren(...events.map(item));
    card.querySelector('[name=Event]').value = text(events);
    card.querySelector('[data-all]').textContent = `Send all ${events.length}`;
    const add = document.querySelector('[data-batch-add]');
    add.disabled = full || document.querySelector('[data-send-one]').disabled;
    add.title = full ? `${most} are the most` : '';
    told('curl', events.length ? text(events) : null);
    told('csharp', events.length ? text(events) : null);
}

document.addEventListener('click', e => {
    if (e.target.closest('[data-batch-add]')) {
        keep([...read(), JSON.parse(document.getElementById('event').textContent)]);
        document.querySelector('form[data-auto]').requestSubmit(); // the next one has an id of its own
    }
    if (e.target.closest('[data-batch-none]')) keep([]);
});

// What was taken is done with; what was not waits to be mended or left out.
const sent = document.querySelector('[data-sent]');
if (sent) {
    const open = new Set(sent.dataset.sent.split(',').filter(Boolean).map(Number));
    sessionStorage.setItem(key, JSON.stringify(read().filter((_, at) => open.has(at))));
}

document.addEventListener('prepared', render);
render();
