using CdViz.Domain;

namespace CdViz.Api;

/// <summary>What is allowed of a correction.</summary>
internal static class CorrectionRules
{
    private static readonly string[] Actions = ["retract", "amend", "attribute"];
    private static readonly string[] Members = ["environment", "service", "artifactId", "occurredAt", "repository", "change"];

    /// <summary>All that is wrong with it.</summary>
    public static List<Violation> Errors(CorrectionBody body) =>
    [
        .. Check(Actions.Contains(body.Action), "/action", "correction.action", $"Allowed: {string.Join(", ", Actions)}."),
        .. Check(!string.IsNullOrWhiteSpace(body.Reason) && body.Reason.Length <= 2000, "/reason", "correction.reason", "Say why, in 1 to 2000 characters."),
        .. Check(body.Action is not ("retract" or "amend") || body.Position > 0, "/position", "correction.position", "The position of the event to correct is needed."),
        .. Check(body.Action is not "attribute" || body.Incident is { Length: > 0 }, "/incident", "correction.incident", "The id of the incident is needed."),
        .. Check(body.Action is "amend" == body.Amendment is { Count: > 0 }, "/amendment", "correction.amendment", "'amend' needs what is so instead, and only 'amend'."),
        .. (body.Amendment ?? []).SelectMany(member => Check(
            Members.Contains(member.Key) && member.Value is { Length: > 0 }, $"/amendment/{member.Key}", "correction.member", $"Allowed: {string.Join(", ", Members)}.")),
        .. Check(
            body.Amendment?.GetValueOrDefault("occurredAt") is not { } time || QueryValue.TryTime(time, out _), "/amendment/occurredAt", "correction.time",
            "A time with its offset is allowed, such as 2026-01-31T09:30:00Z."),
    ];

    private static Violation[] Check(bool holds, string pointer, string rule, string message) => holds ? [] : [new(pointer, rule, message)];
}
