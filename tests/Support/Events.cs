namespace CdViz.Support;

/// <summary>Small CDEvents for tests. Times are seconds after <see cref="Epoch"/>; the same arguments give the same event.</summary>
public static class Events
{
    public const string Source = "https://ci.example.com/acme/shop";

    /// <summary>Second 0.</summary>
    public static readonly DateTimeOffset Epoch = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly Admitter Admitter = new();

    public static DateTimeOffset T(double at) => Epoch.AddSeconds(at);

    public static AdmittedEvent PipelineRunQueued(string run, double at, string pipeline = "build", string? chain = null) =>
        Of(new PipelineRunQueued { PipelineName = pipeline, Uri = Url(run) }, run, at, chain: chain);

    public static AdmittedEvent PipelineRunStarted(string run, double at, string pipeline = "build", string? chain = null) =>
        Of(new PipelineRunStarted { PipelineName = pipeline, Uri = Url(run) }, run, at, chain: chain);

    public static AdmittedEvent PipelineRunFinished(string run, double at, string outcome = "success", string pipeline = "build", string? chain = null) =>
        Of(new PipelineRunFinished { PipelineName = pipeline, Uri = Url(run), Outcome = new Outcome(outcome) }, run, at, chain: chain);

    public static AdmittedEvent ServiceDeployed(string service, string environment, string artifact, double at, string? chain = null) =>
        Of(new ServiceDeployed { Environment = new Reference(environment), ArtifactId = artifact }, service, at, chain: chain);

    public static AdmittedEvent ServiceUpgraded(string service, string environment, string artifact, double at, string? chain = null) =>
        Of(new ServiceUpgraded { Environment = new Reference(environment), ArtifactId = artifact }, service, at, chain: chain);

    public static AdmittedEvent ServiceRemoved(string service, string environment, double at, string? chain = null) =>
        Of(new ServiceRemoved { Environment = new Reference(environment) }, service, at, chain: chain);

    /// <summary>Any event.</summary>
    /// <param name="content">subject.content; also says the type.</param>
    /// <param name="subject">subject.id.</param>
    /// <param name="at">Seconds after <see cref="Epoch"/>.</param>
    /// <param name="id">context.id; made of the others where not given.</param>
    /// <param name="source">context.source.</param>
    /// <param name="chain">context.chainId.</param>
    public static AdmittedEvent Of(SubjectContent content, string subject, double at, string? id = null, string source = Source, string? chain = null)
    {
        var contextId = id ?? $"{subject}-{EventTypes.Of(content).Predicate}-{at}";
        var json = new CDEvent(contextId, source, T(at), subject, content) { ChainId = chain }.ToUtf8Json();
        return ((Admission.Admitted)Admitter.Admit(json, AdmissionMode.Lenient)).Event;
    }

    private static string Url(string run) => $"{Source}/runs/{Uri.EscapeDataString(run)}";
}
