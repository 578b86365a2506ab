using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace CdViz.Domain.Admitting;

/// <summary>
/// What <c>context.type</c> says. The policy on versions is here: all versions of the same major number are understood, unknown ones with a warning.
/// </summary>
/// <param name="Name">As sent.</param>
/// <param name="Type">The event, or null when it is not understood.</param>
/// <param name="SubjectType">The subject's type in the name of its stream, lower case.</param>
/// <param name="Remark">Why it is not understood; of one that is understood, what is odd.</param>
internal sealed record TypeName(string Name, EventType? Type, string SubjectType, TypeRemark? Remark = null)
{
    private const string StandardPrefix = "dev.cdevents.";
    private const string CustomPrefix = "dev.cdeventsx.";

    private static readonly FrozenDictionary<string, TypeName> Known = EventTypes.All.Concat(EventTypes.Drafts)
        .SelectMany(type => type.Versions.Select(version => Of($"{type}.{version.Version}", type)))
        .ToFrozenDictionary(name => name.Name);

    private static readonly FrozenDictionary<string, TypeName>.AlternateLookup<ReadOnlySpan<char>> KnownByText = Known.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, EventType> Standard = EventTypes.All.ToFrozenDictionary(type => type.ToString());

    /// <summary>What the event looks like in each release that has it, oldest first, drafts among them; empty where the version is not known.</summary>
    public ReleasedShape[] Releases { get; private init; } = [];

    /// <summary>Reads a type.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="drafts">The draft of the next release counts too.</param>
    public static TypeName Read(ReadOnlySpan<byte> text, bool drafts)
    {
        Span<char> chars = stackalloc char[64];
        return text.Length <= chars.Length
            && KnownByText.TryGetValue(chars[..Encoding.UTF8.GetChars(text, chars)], out var known) && (drafts || !known.Releases[0].Release.IsDraft)
                ? known
                : Read(Encoding.UTF8.GetString(text));
    }

    /// <summary>The release to check an event by: the one it names; else the newest that has its type and calls the member that names it so.</summary>
    /// <param name="spec">context.specversion or context.version.</param>
    /// <param name="former">It is called version, as until 0.4.</param>
    /// <param name="drafts">The draft of the next release counts too.</param>
    public ReleasedShape? ShapeFor(string spec, bool former, bool drafts)
    {
        ReleasedShape? newest = null;
        foreach (var one in Releases)
        {
            if (one.Release.Spec == spec && (drafts || !one.Release.IsDraft))
            {
                return one;
            }

            if (newest is null || (!one.Release.IsDraft && (one.Former == former || newest.Former != former)))
            {
                newest = one;
            }
        }

        return newest;
    }

    private static TypeName Of(string name, EventType type) => new(name, type, type.Subject) { Releases = Catalogue.OfType(name) };

    private static TypeName Read(string name) =>
        name.StartsWith(CustomPrefix, StringComparison.Ordinal) ? ReadCustom(name) :
        name.StartsWith(StandardPrefix, StringComparison.Ordinal) ? ReadStandard(name) :
        NotUnderstood(name, "unknown-type", $"'{name}' is not a CDEvents type: those begin with {StandardPrefix} or {CustomPrefix}");

    private static TypeName ReadStandard(string name)
    {
        var parts = name[StandardPrefix.Length..].Split('.', 3);
        if (parts.Length < 2 || Standard.GetValueOrDefault($"{StandardPrefix}{parts[0]}.{parts[1]}") is not { } type)
        {
            return NotUnderstood(name, "unknown-type", $"'{name}' is no event of the CDEvents specifications up to {EventTypes.NewestSpec}.");
        }

        var newest = type.Versions[^1].Version;
        return parts.Length is 3 && MajorOf(parts[2]) == MajorOf(newest)
            ? new(name, type, type.Subject, new("type.version.unknown", $"Version {parts[2]} of {type} is not known; it is read like {newest}."))
            : NotUnderstood(name, "unknown-version", $"'{name}' is not a version of {type} that is understood; the newest is {newest}.");
    }

    private static TypeName ReadCustom(string name)
    {
        var parts = name[CustomPrefix.Length..].Split('.', 3);

        // Specification 0.4.0 had no version there.
        return parts.Length >= 2 && IsToolAndSubject(parts[0]) && parts[1].Length > 0 && parts[1].All(char.IsAsciiLetter)
            && (parts.Length is 2 || MajorOf(parts[2]) is not null)
            ? new(name, EventTypes.Custom, parts[0].ToLowerInvariant()) { Releases = Catalogue.Custom }
            : NotUnderstood(name, "unknown-type", $"'{name}' does not read {CustomPrefix}<tool>-<subject>.<predicate>.<major>.<minor>.<patch>");
    }

    private static bool IsToolAndSubject(string text) =>
        text.Split('-') is [{ Length: > 0 } tool, { Length: > 0 } subject] && tool.All(char.IsAsciiLetterOrDigit) && subject.All(char.IsAsciiLetter);

    /// <summary>The first number of <c>1.2.3</c>, which a pre-release (<c>-draft</c>) may follow; null where it is no version.</summary>
    private static int? MajorOf(string version) =>
        version.Split('-', 2)[0].Split('.') is [var major, var minor, var patch] && IsNumber(minor) && IsNumber(patch) && IsNumber(major)
            ? int.Parse(major, NumberStyles.None, CultureInfo.InvariantCulture)
            : null;

    private static bool IsNumber(string text) => text.Length is > 0 and < 9 && text.All(char.IsAsciiDigit);

    private static TypeName NotUnderstood(string name, string reason, string message) => new(name, null, "", new(reason, message));
}

/// <summary>A code and a sentence about a type.</summary>
internal sealed record TypeRemark(string Code, string Message);
