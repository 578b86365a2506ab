using System.Text.Json;
using System.Text.Json.Serialization;

namespace CdViz.Adapters.Subscribing;

/// <summary>Who gets which events: what settings and people say of a subscription.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SubscriptionDefinition
{
    /// <summary>How it is read and written as JSON.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>Its name.</summary>
    [JsonIgnore]
    public string Name { get; init; } = "";

    /// <summary>Where the events go.</summary>
    public SinkSettings Sink { get; init; } = new();

    /// <summary>Which events go there.</summary>
    public FilterSettings Filter { get; init; } = new();

    /// <summary>A JavaScript function of the event that gives what is delivered in its place, or nothing; empty for the event itself.</summary>
    public string Transform { get; init; } = "";

    /// <summary>Where it begins when it is made: <c>now</c>, <c>beginning</c>, a position after which, or a time from which on events were recorded.</summary>
    public string From { get; init; } = "now";

    /// <summary>Events that are delivered together at most, where the sink can.</summary>
    public int Batch { get; init; } = 500;

    /// <summary>How often one event is tried, while others get through, until it is a dead letter.</summary>
    public int Attempts { get; init; } = 10;

    /// <summary>The pause after the first attempt that fails; each further one is twice as long.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause between two attempts.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long events are gathered before they are delivered, where fewer than <see cref="Batch"/> have come: for files, which are to be few.</summary>
    public TimeSpan Linger { get; init; }

    /// <summary>The pause after so many attempts that failed one after the other.</summary>
    internal TimeSpan Pause(int failures)
    {
        var grown = FirstPause * Math.Pow(2, Math.Min(failures - 1, 30));
        return grown < LongestPause ? grown : LongestPause;
    }

    /// <summary>One that is kept in the database; null where another version of the program has written what this one does not know.</summary>
    internal static SubscriptionDefinition? Stored(string json, string name)
    {
        try
        {
            return JsonSerializer.Deserialize<SubscriptionDefinition>(json, Json)! with { Name = name, IsMade = true };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether somebody made it while servers run, and not whoever set them up.</summary>
    [JsonIgnore]
    public bool IsMade { get; init; }

    /// <summary>The same with its secrets sealed, as it lies in the database.</summary>
    internal SubscriptionDefinition Sealed(SecretBox box) => this with { Sink = SinkSecrets.Sealed(Sink, Name, box) };

    /// <summary>The same with its secrets as they are.</summary>
    /// <exception cref="SecretException">They can't be opened with the keys there are.</exception>
    internal SubscriptionDefinition Opened(SecretBox box) => this with { Sink = SinkSecrets.Opened(Sink, Name, box) };

    /// <summary>The same without secrets, for everybody to see.</summary>
    public SubscriptionDefinition Shown() => this with { Sink = Sink.Shown() };
}

/// <summary>Which events a subscription wants: those that all of it lets through.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FilterSettings
{
    /// <summary>Types, with <c>*</c> for any text: context.type, <c>dev.cdevents.service.*</c>, with or without version, or the name in the log, <c>service_deployed</c>. Empty for all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>subject.id, with <c>*</c> for any text; empty for all.</summary>
    public IReadOnlyList<string> Subjects { get; init; } = [];

    /// <summary>Ids of the environments that events are about, with <c>*</c> for any text; empty for all, and for those about none.</summary>
    public IReadOnlyList<string> Environments { get; init; } = [];

    /// <summary>A JavaScript function of the event that says whether it is wanted; empty for all.</summary>
    public string Predicate { get; init; } = "";
}
