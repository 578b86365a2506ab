using System.Globalization;
using System.Text.RegularExpressions;

namespace CdViz.Api.Endpoints.Dora;

/// <summary>What a question may have otherwise than its definition: <c>dora@2;attribution_window=2 days;failure_rules=incident</c>. Nothing of it is saved.</summary>
/// <param name="Member">The column of <c>cdviz.dora_definition</c>.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Words">The words that are allowed; none for a time.</param>
public sealed partial record DoraChoice(string Member, DoraChoiceKind Kind, IReadOnlyList<string> Words)
{
    private const char Apart = ';';

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DoraChoice> All { get; } =
    [
        new("failure_rules", DoraChoiceKind.List, DoraDefinition.AllFailureRules),
        new("incident_rules", DoraChoiceKind.List, DoraDefinition.AllIncidentRules),
        new("attribution_window", DoraChoiceKind.Time, []),
        new("recovery_from", DoraChoiceKind.Word, DoraDefinition.AllRecoveryStarts),
        new("rework_rules", DoraChoiceKind.List, DoraDefinition.AllReworkRules),
        new("lead_steps", DoraChoiceKind.List, DoraDefinition.AllLeadSteps),
        new("count_rollbacks", DoraChoiceKind.Word, ["true", "false"]),
        new("count_repeats", DoraChoiceKind.Word, ["true", "false"]),
        new("repeat_window", DoraChoiceKind.Time, []),
    ];

    /// <summary>A definition with what is otherwise.</summary>
    public static string Definition(string name, IEnumerable<(string Member, string Value)> otherwise) =>
        string.Concat([name, .. otherwise.Select(each => string.Create(CultureInfo.InvariantCulture, $"{Apart}{each.Member}={each.Value}"))]);

    /// <summary>What is wrong with what a definition has otherwise, in words, or null.</summary>
    public static string? Fault(string? definition) => definition?.Split(Apart).Skip(1).Select(FaultOf).FirstOrDefault(fault => fault is not null);

    private static string? FaultOf(string part)
    {
        var (member, value) = part.Split('=', 2) is [var name, var said] ? (name, said) : (part, "");
        return All.FirstOrDefault(choice => choice.Member == member) is not { } choice
            ? $"'{member}' was found; what may be otherwise: {string.Join(", ", All.Select(each => each.Member))}."
            : choice.Kind switch
            {
                DoraChoiceKind.Time => Span().IsMatch(value) ? null : $"'{value}' was found for {member}; a time is allowed, such as 30 min, 2 days or 24:00:00.",
                DoraChoiceKind.Word => choice.Words.Contains(value) ? null : $"'{value}' was found for {member}; allowed: {string.Join(", ", choice.Words)}.",
                _ => value.Length == 0 || value.Split(',').All(choice.Words.Contains)
                    ? null
                    : $"'{value}' was found for {member}; allowed, with commas: {string.Join(", ", choice.Words)}.",
            };
    }

    // As PostgreSQL reads and writes intervals, none below zero.
    [GeneratedRegex(@"^(0|\d{1,4} ?(s|seconds?|min|minutes?|h|hours?|d|days?|weeks?|years?)|(\d{1,4} days? )?\d{1,4}:[0-5]\d:[0-5]\d)$")]
    private static partial Regex Span();
}

/// <summary>What the values of a choice are.</summary>
public enum DoraChoiceKind
{
    /// <summary>A length of time.</summary>
    Time,

    /// <summary>One of some words.</summary>
    Word,

    /// <summary>Any of some words, with commas.</summary>
    List,
}
