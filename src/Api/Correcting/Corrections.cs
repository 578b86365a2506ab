using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace CdViz.Api.Correcting;

/// <summary>
/// Makes corrections. One is an event <c>dev.cdeventsx.cdviz-correction.made</c> in the stream of what it corrects, so that whoever reads that stream
/// comes across it; projections that heed corrections look for the door <c>correction</c>, which nobody else can write.
/// </summary>
public sealed class Corrections(NpgsqlDataSource database, Recorder recorder)
{
    /// <summary>The door that corrections come in by.</summary>
    public const string Door = "correction";

    private const string Source = "/cdviz/corrections";
    private const string TypeName = "dev.cdeventsx.cdviz-correction.made.0.1.0";

    private const string FindSql =
        """
        select e.id, e.seq_id, e.type, e.stream_id, e.headers ->> 'source', e.headers ->> 'contextId'
        from events.mt_events e
        where e.seq_id = $1::bigint
        """;

    private const string IncidentSql =
        """
        select e.id, e.seq_id, e.type, e.stream_id, e.headers ->> 'source', e.headers ->> 'contextId'
        from events.subject_stream s
        join events.mt_events e on e.stream_id = s.stream_id and e.version = 1
        where s.subject_id = $1::text and s.subject_type = 'incident'
        order by e.seq_id
        limit 1
        """;

    /// <summary>The event a correction is about, or null.</summary>
    public Task<CorrectedEvent?> TargetAsync(CorrectionBody body, CancellationToken ct) =>
        body.Action is "attribute" ? FindAsync(IncidentSql, body.Incident, ct) : EventAsync(body.Position!.Value, ct);

    /// <summary>The event at a position, or null.</summary>
    public Task<CorrectedEvent?> EventAsync(long position, CancellationToken ct) => FindAsync(FindSql, position, ct);

    /// <summary>Appends a correction.</summary>
    /// <param name="body">What is said; it follows the rules.</param>
    /// <param name="target">The event it is about.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="at">When.</param>
    /// <param name="ct">Takes it back while it waits.</param>
    public async Task<MadeCorrection> MakeAsync(CorrectionBody body, CorrectedEvent target, string by, DateTimeOffset at, CancellationToken ct)
    {
        var id = body.Id ?? Guid.NewGuid().ToString();
        var deployment = body.Deployment is { } position ? await EventAsync(position, ct) : null;
        // Sent again under an id of one's own it has to be the same event, so its time is then that of the first.
        var time = body.Id is { } own && await FirstAsync(own, ct) is { } first ? first : at;
        var e = new CDEvent(id, Source, time, id, Content(body, target, deployment, by)) { Type = TypeName };
        var arrival = recorder.Look(new Delivery(Door, by, null), e.ToUtf8Json(), AdmissionMode.Lenient);
        var admission = arrival.Admission is Admission.Admitted(var found)
            ? new Admission.Admitted(found with { Stream = target.Stream })
            : throw new InvalidOperationException("A correction is not an event that can be admitted.");
        return new(id, target.Stream, by, await recorder.OneAsync(arrival with { Admission = admission }, ct, keep: false));
    }

    /// <summary>What a correction says.</summary>
    public static CustomEvent Content(CorrectionBody body, CorrectedEvent target, CorrectedEvent? deployment, string by)
    {
        var content = new JsonObject { ["action"] = body.Action, ["reason"] = body.Reason, ["by"] = by };
        if (body.Action is "attribute")
        {
            content["attribution"] = new JsonObject { ["incident"] = body.Incident, ["deployment"] = deployment?.Json() };
        }
        else
        {
            content["target"] = target.Json();
            content["amendment"] = body.Amendment is { } amendment ? Json(amendment) : null;
        }

        return new() { Content = JsonSerializer.SerializeToElement(content) };
    }

    // Times as the log keeps them.
    private static JsonObject Json(Dictionary<string, string> amendment) => new(amendment.Select(member => KeyValuePair.Create<string, JsonNode?>(
        member.Key, member.Key is "occurredAt" ? OccurredAt.Text(QueryValue.Time(member.Value)!.Value) : member.Value)));

    private async Task<DateTimeOffset?> FirstAsync(string id, CancellationToken ct) => (await Rows.ListAsync(
        database, "select e.data -> 'context' ->> 'timestamp' from events.mt_events e where e.id = $1::uuid", [CdViz.Domain.EventId.Of(Source, id)],
        row => row.GetString(0), ct)) is [var text] ? DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : null;

    private async Task<CorrectedEvent?> FindAsync(string sql, object? value, CancellationToken ct) => (await Rows.ListAsync(
        database, sql, [value], row => new CorrectedEvent(row.GetGuid(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5)), ct)) is [var found]
            ? found
            : null;
}

/// <summary>An event that a correction speaks of.</summary>
/// <param name="Id">Its id in the log.</param>
/// <param name="Position">Its position.</param>
/// <param name="Alias">Name of its type in the log.</param>
/// <param name="StreamName">Its stream.</param>
/// <param name="Source">Its context.source.</param>
/// <param name="ContextId">Its context.id.</param>
public sealed record CorrectedEvent(Guid Id, long Position, string Alias, string StreamName, string Source, string ContextId)
{
    /// <summary>Type of its subject.</summary>
    public string Type => StreamName.Split('|')[0];

    /// <summary>Its stream.</summary>
    public StreamId Stream => StreamId.Parse(StreamName);

    /// <summary>As a correction names it.</summary>
    public JsonObject Json() => new() { ["eventId"] = Id.ToString(), ["position"] = Position, ["source"] = Source, ["contextId"] = ContextId };
}

/// <summary>What became of a correction.</summary>
public sealed record MadeCorrection(string Id, StreamId Stream, string By, Recorded Recorded)
{
    /// <summary>As it is answered.</summary>
    public CorrectionReceipt Receipt(Recorded.InLog recorded) => new(Id, recorded.Position, Stream.ToString(), recorded.Word, By);
}
