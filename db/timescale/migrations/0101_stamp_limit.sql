-- Stamps ahead of their time: what counts as having happened is decided when it is asked, never when it is projected.

create function cdviz.stamp_limit(at timestamptz) returns timestamptz
language sql immutable parallel safe
return at + interval '5 minutes';
comment on function cdviz.stamp_limit is 'The latest stamp of what has happened by a time: clocks of senders may be five minutes ahead.';

create function cdviz.is_ahead(occurred_at timestamptz, recorded_at timestamptz) returns boolean
language sql immutable parallel safe
return occurred_at > cdviz.stamp_limit(recorded_at);
comment on function cdviz.is_ahead is 'True when an event says that it occurred later than a clock that is a little ahead can have it: more than five minutes after it was recorded.';

create function cdviz.asked_at(at timestamptz, known timestamptz default 'infinity') returns timestamptz
language sql stable parallel safe
return case when at = 'infinity' then cdviz.stamp_limit(least(known, now())) else at end;
comment on function cdviz.asked_at is 'The time a question is about: the one that was given, or else, for infinity, what has happened by now, or by the time of knowledge.';
