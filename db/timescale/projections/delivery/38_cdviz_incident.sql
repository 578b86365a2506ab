-- @views
create or replace view cdviz.incident as
select incident as subject_id, detected_at, reported_at, resolved_at,
       (select e.data from events.mt_events e where e.seq_id = position) as last_payload,
       source, occurrence, description, environment, service, artifact_id, ticket_uri, chain_id, position,
       case when resolved_at is null then 'open' else 'resolved' end as state,
       case when reported_at >= detected_at then reported_at - detected_at end as time_to_report,
       case when resolved_at >= coalesce(detected_at, reported_at) then resolved_at - coalesce(detected_at, reported_at) end as time_to_resolve,
       last_at as last_seen_at, id, coalesce(resolved_at < coalesce(detected_at, reported_at), false) as skewed, began_at, environment_source, service_source
from incident;
comment on view cdviz.incident is 'How incidents went: one row for each occurrence. One detected again after it was over is another occurrence.';
comment on column cdviz.incident.subject_id is 'Id of the incident.';
comment on column cdviz.incident.detected_at is 'When it was detected first; null when nobody said so.';
comment on column cdviz.incident.reported_at is 'When it got a ticket first; null when nobody said so.';
comment on column cdviz.incident.resolved_at is 'When it was over first; null while it goes on, or when nobody said so.';
comment on column cdviz.incident.last_payload is 'The whole CDEvent that told last of it.';
comment on column cdviz.incident.source is 'Who keeps it: the source of the subject.';
comment on column cdviz.incident.occurrence is '1 for the first; higher when it was detected again after it was over.';
comment on column cdviz.incident.description is 'What happens, in the sender''s words.';
comment on column cdviz.incident.environment is 'Id of the environment it happens in.';
comment on column cdviz.incident.service is 'Id of the service it concerns.';
comment on column cdviz.incident.artifact_id is 'The artifact it concerns, as reported.';
comment on column cdviz.incident.ticket_uri is 'The ticket it was reported as. Check the scheme before you make a link of it.';
comment on column cdviz.incident.chain_id is 'Chain of the last event that named one; null when none did.';
comment on column cdviz.incident.position is 'Position in the log of the event that told last of it.';
comment on column cdviz.incident.state is 'open or resolved.';
comment on column cdviz.incident.time_to_report is 'From detection to report; null where one is not known.';
comment on column cdviz.incident.time_to_resolve is 'From detection, or else report, to the end; null where one is not known, or the clocks of senders have them in the wrong order.';
comment on column cdviz.incident.last_seen_at is 'When the last that is known of it happened.';
comment on column cdviz.incident.id is 'Names the row.';
comment on column cdviz.incident.skewed is 'True when the end is stamped before the beginning: clocks differ, and how long it took is not known.';
comment on column cdviz.incident.began_at is 'When it was detected, or else reported, or else resolved.';
comment on column cdviz.incident.environment_source is 'The environment''s own source; null where none was given.';
comment on column cdviz.incident.service_source is 'The service''s own source; null where none was given.';
