namespace CdViz.Api.Correcting;

/// <summary>What is allowed of a correction.</summary>
internal static class CorrectionRules
{
    private static readonly string[] Actions = ["retract", "amend", "attribute"];

    /// <summary>All that is wrong with it.</summary>
    public static List<Violation> Errors(CorrectionBody body) =>
    [
        .. Check(Actions.Contains(body.Action), "/action", "correction.action", $"Allowed: {string.Join(", ", Actions)}."),
        .. Check(!string.IsNullOrWhiteSpace(body.Reason) && IsText(body.Reason, 2000), "/reason", "correction.reason", $"Say why, in 1 to 2000 characters{NoNul}."),
        .. Check(body.By is null || IsText(body.By, 200), "/by", "correction.by", $"1 to 200 characters are allowed{NoNul}."),
        .. Check(body.Id is null || IsText(body.Id, 200), "/id", "correction.id", $"1 to 200 characters are allowed{NoNul}."),
        .. Check(body.Action is not ("retract" or "amend") || body.Position > 0, "/position", "correction.position", "The position of the event to correct is needed."),
        .. Check(body.Action is not "attribute" || IsText(body.Incident, 2000), "/incident", "correction.incident", $"The id of the incident is needed: 1 to 2000 characters{NoNul}."),
        .. Check(body.Action is "amend" == body.Amendment is { Count: > 0 }, "/amendment", "correction.amendment", "'amend' needs what is so instead, and only 'amend'."),
        .. (body.Amendment ?? []).SelectMany(member => Check(
            EventCorrection.Members.Contains(member.Key) && IsText(member.Value, 1000), $"/amendment/{(IsText(member.Key, 50) ? member.Key : "")}",
            "correction.member", $"Allowed: {string.Join(", ", EventCorrection.Members)}; 1 to 1000 characters each{NoNul}.")),
        .. Check(
            body.Amendment?.GetValueOrDefault("occurredAt") is not { } time || QueryValue.TryTime(time, out _), "/amendment/occurredAt", "correction.time",
            "A time with its offset is allowed, such as 2026-01-31T09:30:00Z."),
    ];

    /// <summary>What can't be amended of this event.</summary>
    public static List<Violation> Errors(CorrectionBody body, CorrectedEvent target) =>
    [
        .. Check(
            body.Action is "attribute" || target.Alias != EventTypes.Custom.Alias || target.Type.Contains('-'), "/position", "correction.position",
            "A correction can't be corrected; correct its event once more."),
        .. (body.Amendment ?? []).Keys.SelectMany(member => Check(
            EventTypes.OfAlias(target.Alias) is { } type && EventCorrection.Has(type, member), $"/amendment/{member}", "correction.member",
            $"An event {target.Alias} has no '{member}'. What an event is about can't be amended: retract it and send it again.")),
    ];

    private const string NoNul = ", none of them U+0000";

    private static bool IsText(string? text, int longest) => text is { Length: > 0 } && text.Length <= longest && !text.Contains('\0');

    private static Violation[] Check(bool holds, string pointer, string rule, string message) => holds ? [] : [new(pointer, rule, message)];
}
