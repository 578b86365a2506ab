-- What the definition 'cdviz' says of itself: the clock starts at the publishing only where no merge is known.

update cdviz.dora_definition
set description = 'Roll-backs are not deployments; only those that were sent are failures. Lead time is that of deployments of which the publishing of the artifact is known and no merge.'
where name = 'cdviz' and version = 1;
