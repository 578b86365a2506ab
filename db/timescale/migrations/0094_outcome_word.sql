-- What tools call an outcome, written by the program at its start: SQL reads here what C# knows.

create table events.outcome_word (
    word text primary key,
    outcome text not null
);
comment on table events.outcome_word is 'Words for how a run ended; the program writes them at its start.';
comment on column events.outcome_word.word is 'The word, in lower-case letters and digits alone: timedout.';
comment on column events.outcome_word.outcome is 'What it stands for: success, failure, cancel, error or skipped.';

create function events.word_of(raw text) returns text
language sql immutable parallel safe
return lower(regexp_replace(raw, '[^A-Za-z0-9]', '', 'g'));
comment on function events.word_of is 'A word by which it is found in events.outcome_word.';
