-- What goes out: subscriptions, how far each has come, and the subjects that each holds back.

create table events.subscription (
    name varchar collate "C" primary key,
    origin text not null check (origin in ('settings', 'made')),
    definition jsonb null,
    shown jsonb not null,
    position bigint not null,
    revision bigint not null default 1,
    run_revision bigint null,
    paused boolean not null default false,
    delivered bigint not null default 0,
    skipped bigint not null default 0,
    attempts int not null default 0,
    failing_since timestamptz null,
    retry_at timestamptz null,
    last_error text null,
    last_error_at timestamptz null,
    last_delivered_at timestamptz null,
    created_at timestamptz not null default now(),
    created_by text null,
    check (origin = 'settings' or definition is not null)
) with (fillfactor = 50);
comment on table events.subscription is 'What goes out: who gets which events, and how far that has come.';
comment on column events.subscription.name is 'Its name.';
comment on column events.subscription.origin is 'settings, where servers have it in their settings; made, where somebody made it while they run.';
comment on column events.subscription.definition is 'Of one that was made: all of it, secrets included; null for one of the settings.';
comment on column events.subscription.shown is 'The same for everybody to see: secrets hidden.';
comment on column events.subscription.position is 'Everything up to this position is delivered, not wanted, let go of, or of a subject that is held back.';
comment on column events.subscription.revision is 'Raised by whoever changes anything but progress: who delivers begins anew.';
comment on column events.subscription.run_revision is 'The revision that was begun with last.';
comment on column events.subscription.paused is 'True while somebody wants nothing to be delivered.';
comment on column events.subscription.delivered is 'Deliveries of events that were confirmed, again and again delivered ones included.';
comment on column events.subscription.skipped is 'Events that somebody let go of.';
comment on column events.subscription.attempts is 'Attempts that have failed since the last one that did not.';
comment on column events.subscription.failing_since is 'When the first of them failed; null while all is well.';
comment on column events.subscription.retry_at is 'When the next one is due; null while all is well.';
comment on column events.subscription.last_error is 'What was wrong last.';
comment on column events.subscription.last_error_at is 'When.';
comment on column events.subscription.last_delivered_at is 'When something was delivered last.';
comment on column events.subscription.created_at is 'When it was made or first seen in settings.';
comment on column events.subscription.created_by is 'Who made it: the name of the token; null for one of the settings.';

create table events.subscription_hold (
    subscription varchar collate "C" not null references events.subscription (name) on delete cascade,
    stream varchar collate "C" not null,
    position bigint not null,
    state text not null check (state in ('retrying', 'dead')),
    attempts int not null,
    reason text not null,
    failed_at timestamptz not null default now(),
    due_at timestamptz null,
    primary key (subscription, stream),
    check ((state = 'retrying') = (due_at is not null))
);
comment on table events.subscription_hold is
'Subjects that a subscription holds back: one of their events can''t be delivered, and what came later waits behind it. One row a subject, however many events wait: they are read from the log.';
comment on column events.subscription_hold.subscription is 'The subscription.';
comment on column events.subscription_hold.stream is 'The subject''s stream.';
comment on column events.subscription_hold.position is 'Position of the event that can''t be delivered; the stream''s events from there on wait.';
comment on column events.subscription_hold.state is 'retrying, tried again at due_at; dead, not tried again until somebody says so.';
comment on column events.subscription_hold.attempts is 'How often it was tried.';
comment on column events.subscription_hold.reason is 'What was wrong.';
comment on column events.subscription_hold.failed_at is 'When it was tried last.';
comment on column events.subscription_hold.due_at is 'When it is tried again; null when dead.';

create function events.position_before(at timestamptz) returns bigint
language plpgsql
stable
set search_path = events, pg_temp
as $$
declare
    low bigint := 0;
    high bigint := coalesce((select max(e.seq_id) from mt_events e), 0);
    middle bigint;
begin
    -- Positions are given in the order of recording, so halving finds the place.
    while low < high loop
        middle := low + (high - low + 1) / 2;
        if (select e.timestamp from mt_events e where e.seq_id <= middle order by e.seq_id desc limit 1) < at then
            low := middle;
        else
            high := middle - 1;
        end if;
    end loop;
    return low;
end
$$;
comment on function events.position_before is 'The last position that was recorded before a time; 0 where none was.';
revoke all on function events.position_before from public;
