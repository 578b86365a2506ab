namespace CdViz.Adapters.Auditing;

/// <summary>Somebody does something to the store.</summary>
/// <param name="Actor">Name of the token or login; null where nobody has to say who he is.</param>
/// <param name="Address">Where from.</param>
/// <param name="Door">http, page or command.</param>
/// <param name="Action">What: method and route, or the command.</param>
/// <param name="Target">To what: the path with its query, or the arguments.</param>
/// <param name="TraceId">W3C trace id, or null.</param>
public sealed record AuditedAction(string? Actor, string? Address, string Door, string Action, string Target, string? TraceId);

/// <summary>An entry of the audit.</summary>
/// <param name="Number">Its number.</param>
/// <param name="At">When it began, UTC.</param>
/// <param name="What">Who did what.</param>
/// <param name="Outcome">done, refused or failed; null while it goes on.</param>
/// <param name="Status">HTTP status or exit code.</param>
/// <param name="Took">How long it took.</param>
public sealed record AuditEntry(long Number, DateTime At, AuditedAction What, string? Outcome, int? Status, TimeSpan? Took);

/// <summary>Which entries are meant; null for any.</summary>
/// <param name="Actor">Who.</param>
/// <param name="Action">What.</param>
/// <param name="Outcome">done, refused or failed.</param>
/// <param name="From">At or after.</param>
/// <param name="To">Before.</param>
public sealed record AuditFilter(string? Actor = null, string? Action = null, string? Outcome = null, DateTime? From = null, DateTime? To = null);

/// <summary>How much of the audit is kept.</summary>
public sealed record AuditLimits
{
    /// <summary>How long an entry is kept.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(365);

    /// <summary>How many entries are kept; the oldest are dropped.</summary>
    public int MaxEntries { get; init; } = 1_000_000;

    /// <summary>How often the two are looked after.</summary>
    public TimeSpan PruneEvery { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>The words for what came of an action.</summary>
public static class AuditOutcome
{
    /// <summary>It was done.</summary>
    public const string Done = "done";

    /// <summary>It was not allowed.</summary>
    public const string Refused = "refused";

    /// <summary>It went wrong, or was not as it should be.</summary>
    public const string Failed = "failed";

    /// <summary>All.</summary>
    public static IReadOnlyList<string> All { get; } = [Done, Refused, Failed];
}
