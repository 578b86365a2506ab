namespace CdViz.Domain;

/// <summary>A released version of an event.</summary>
/// <param name="Version">The last part of <c>context.type</c>: <c>0.2.0</c>.</param>
/// <param name="Specs">The releases of the CDEvents specification that define it, oldest first.</param>
public sealed record EventVersion(string Version, IReadOnlyList<string> Specs);

/// <summary>How the versions of events went from release to release; whole families of events went the same way.</summary>
internal static class EventVersions
{
    public static readonly IReadOnlyList<EventVersion> FromSpec01 =
        [new("0.1.0", ["0.1.0", "0.1.1", "0.1.2"]), new("0.1.1", ["0.2.0", "0.3.0"]), new("0.2.0", Spec04), new("0.3.0", Spec05)];

    public static readonly IReadOnlyList<EventVersion> Branches =
        [new("0.1.0", ["0.1.0"]), new("0.1.1", ["0.1.1", "0.1.2"]), new("0.1.2", ["0.2.0", "0.3.0"]), new("0.2.0", Spec04), new("0.3.0", Spec05)];

    public static readonly IReadOnlyList<EventVersion> ChangeCreated =
        [new("0.1.0", ["0.1.0"]), new("0.1.1", ["0.1.1", "0.1.2"]), new("0.1.2", ["0.2.0", "0.3.0"]), new("0.3.0", Spec04), new("0.4.0", Spec05)];

    public static readonly IReadOnlyList<EventVersion> FromSpec02 =
        [new("0.1.0", ["0.2.0", "0.3.0"]), new("0.2.0", Spec04), new("0.3.0", Spec05)];

    public static readonly IReadOnlyList<EventVersion> FromSpec03 =
        [new("0.1.0", ["0.3.0"]), new("0.2.0", Spec04), new("0.3.0", Spec05)];

    public static readonly IReadOnlyList<EventVersion> FromSpec04 =
        [new("0.1.0", Spec04), new("0.2.0", Spec05)];

    private static string[] Spec04 => ["0.4.0", "0.4.1"];

    private static string[] Spec05 => ["0.5.0", "0.5.1"];
}
