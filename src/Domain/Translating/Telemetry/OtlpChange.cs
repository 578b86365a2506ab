namespace CdViz.Domain.Translating.Telemetry;

/// <summary>Changes, by the conventions <c>vcs.change.*</c>.</summary>
internal static class OtlpChange
{
    /// <summary>What happened to one.</summary>
    public static Translation Says(Told told, OtlpRecord record, string state, DateTimeOffset at)
    {
        var address = record.Said("vcs.repository.url.full");
        var id = record.Said("vcs.change.id") ?? throw new NotTranslatedException("The attribute vcs.change.id is missing beside vcs.change.state.");
        var (subject, repository) = (address is null ? id : $"{address}/changes/{id}", address is null ? null : new Reference(address));
        return state switch
        {
            "open" => told.Says(at, subject, new ChangeCreated { Description = record.Said("vcs.change.title"), Repository = repository }),
            "wip" => told.Says(at, subject, new ChangeUpdated { Repository = repository }),
            "merged" => told.Says(at, subject, new ChangeMerged { Repository = repository }),
            "closed" => told.Says(at, subject, new ChangeAbandoned { Repository = repository }),
            _ => new Translation.Nothing($"'{state}' of a change has no meaning in CDEvents."),
        };
    }
}
