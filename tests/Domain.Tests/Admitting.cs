namespace CdViz.Domain.Tests;

internal static class Admitting
{
    private static readonly Admitter Admitter = new();

    public static Admission Admit(string json) => Admit(Examples.Utf8(json));

    public static Admission Admit(byte[] json) => Admitter.Admit(json);

    public static AdmittedEvent Admitted(string json) => Admit(json) switch
    {
        Admission.Admitted(var e) => e,
        Admission.Invalid(var errors, _, _) => throw new ShouldAssertException($"{json}\n{string.Join('\n', errors)}"),
        var other => throw new ShouldAssertException($"{json}\n{other}"),
    };

    public static IReadOnlyList<Violation> Errors(string json) => Admit(json).ShouldBeOfType<Admission.Invalid>().Errors;
}
