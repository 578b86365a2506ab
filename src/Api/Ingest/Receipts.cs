using System.Globalization;
using System.Text.Json.Serialization;

namespace CdViz.Api.Ingest;

/// <summary>The answer to one event that is in the log.</summary>
/// <param name="Id">context.id.</param>
/// <param name="Source">context.source.</param>
/// <param name="Position">Its place in the whole log: <c>/events/{position}</c>.</param>
/// <param name="Stream">The stream it belongs to.</param>
/// <param name="Version">Its place in the stream.</param>
/// <param name="Status"><c>appended</c>, or <c>duplicate</c> when it was there before.</param>
public sealed record Receipt(string Id, string Source, long Position, string Stream, long Version, string Status)
{
    /// <summary>What is odd about the event, but accepted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Violation>? Warnings { get; init; }

    /// <summary>Of an event that is in the log.</summary>
    public static Receipt Of(Recorded.InLog recorded)
    {
        var e = recorded.Event;
        return new(e.ContextId, e.Source, recorded.Position, e.Stream.ToString(), recorded.Version, recorded.Word) { Warnings = e.Warnings.Count > 0 ? e.Warnings : null };
    }
}

/// <summary>The answer to one event that was not understood, but kept.</summary>
/// <param name="Id">context.id.</param>
/// <param name="Source">context.source.</param>
/// <param name="Status"><c>quarantined</c>.</param>
/// <param name="QuarantineId">Its number in the quarantine: <c>/quarantine/{id}</c>.</param>
/// <param name="Reason">Why, a stable code.</param>
/// <param name="Message">Why, in words.</param>
public sealed record QuarantineReceipt(string Id, string Source, string Status, long QuarantineId, string Reason, string Message);

/// <summary>The answer to many events.</summary>
public sealed record ManyReceipt
{
    /// <summary>Events that are in the log now and were not before.</summary>
    public long Appended { get; set; }

    /// <summary>Events that were there before.</summary>
    public long Duplicates { get; set; }

    /// <summary>Events that were not understood, but kept.</summary>
    public long Quarantined { get; set; }

    /// <summary>Events that were refused; they are kept in the quarantine, unless they are too large.</summary>
    public long Rejected { get; set; }

    /// <summary>Position of the first that was appended; null when none was.</summary>
    public long? FirstPosition { get; set; }

    /// <summary>Position of the last that was appended; null when none was.</summary>
    public long? LastPosition { get; set; }

    /// <summary>What was not appended and is no duplicate, in the order of the body; no more of them than the setting Limits:ProblemsListed.</summary>
    public List<ItemProblem> Problems { get; init; } = [];

    /// <summary>Problems that are not listed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ProblemsLeftOut { get; set; }

    /// <summary>What is odd about events that are in the log now, in the order of the body; no more of them than the setting Limits:ProblemsListed.</summary>
    public List<ItemWarnings> Warnings { get; init; } = [];

    /// <summary>Events with warnings that are not listed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long WarningsLeftOut { get; set; }

    /// <summary>Adds the counts of another answer.</summary>
    public void Add(ManyReceipt other)
    {
        Appended += other.Appended;
        Duplicates += other.Duplicates;
        Quarantined += other.Quarantined;
        Rejected += other.Rejected;
    }

    /// <summary>The counts in words.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Appended} appended, {Duplicates} duplicates, {Quarantined} quarantined, {Rejected} rejected");
}

/// <summary>What became of one of many events.</summary>
/// <param name="Index">Its place in the body, from 0.</param>
/// <param name="Id">context.id, where it could be read.</param>
/// <param name="Status">The HTTP status it would have got alone.</param>
/// <param name="Errors">What is wrong with it.</param>
public sealed record ItemProblem(long Index, string? Id, int Status, IReadOnlyList<Violation> Errors)
{
    /// <summary>Its number in the quarantine; left out when it was not kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? QuarantineId { get; init; }
}

/// <summary>What is odd about one of many events, but accepted.</summary>
/// <param name="Index">Its place in the body, from 0.</param>
/// <param name="Id">context.id.</param>
/// <param name="Warnings">All of it.</param>
public sealed record ItemWarnings(long Index, string Id, IReadOnlyList<Violation> Warnings);
