-- Tokens that were made on the page while the server runs; those of the settings are not here.

create table events.token (
    name text primary key,
    hash text not null unique check (hash ~ '^[0-9a-f]{64}$'),
    scopes text[] not null check (scopes <> '{}' and scopes <@ '{write,read}'),
    created_at timestamptz not null default now(),
    created_by text null,
    expires_at timestamptz null
);
comment on table events.token is 'Tokens that were made while the server runs. The tokens themselves are nowhere.';
comment on column events.token.name is 'Who holds it: kept with the events that are sent with it.';
comment on column events.token.hash is 'SHA-256 of the token, lower-case hex.';
comment on column events.token.scopes is 'What may be done with it: write, read. Those with admin are in the settings alone.';
comment on column events.token.created_at is 'When it was made.';
comment on column events.token.created_by is 'Who made it: the name of a token.';
comment on column events.token.expires_at is 'From when on it is not taken any more; null for never.';
