-- What a test run tested, as its finish says outside of its content.

create function events.tested_artifact(data jsonb) returns text
language sql immutable parallel safe
return nullif(coalesce(
    case jsonb_typeof(data #> '{customData,artifactId}') when 'string' then data #>> '{customData,artifactId}' end,
    jsonb_path_query_first(data, 'lax $.customData.links[*] ? (@.linkKind == "testedAgainst" || @.linkkind == "testedAgainst").target.subject.id ? (@.type() == "string")') #>> '{}',
    jsonb_path_query_first(data, 'lax $.customData.links[*] ? (@.linkKind == "testedAgainst" || @.linkkind == "testedAgainst").subject.id ? (@.type() == "string")') #>> '{}'), '');
comment on function events.tested_artifact is
'The artifact that a test run tested, as sent: customData.artifactId, or the target of an item of the kind testedAgainst in customData.links, as cdviz-collector sends it; null where the event names none.';
