using CdViz.Domain.Translating.Argo;
using CdViz.Domain.Translating.Bitbucket;
using CdViz.Domain.Translating.Gitea;
using CdViz.Domain.Translating.GitHub;
using CdViz.Domain.Translating.GitLab;
using CdViz.Domain.Translating.Kubernetes;
using CdViz.Domain.Translating.Others;
using CdViz.Domain.Translating.Reports;
using CdViz.Domain.Translating.Telemetry;

namespace CdViz.Domain.Translating;

/// <summary>The translators that the program has.</summary>
public static class Translators
{
    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, ITranslator> BuiltIn { get; } = ((ITranslator[])
    [
        new GitHubTranslator(), new GitLabTranslator(), new BitbucketTranslator(), new GiteaTranslator("gitea"), new GiteaTranslator("forgejo"), new ArgoCdTranslator(),
        new JenkinsTranslator(), new HarborTranslator(), new JiraTranslator(), new KubewatchTranslator(), new KnativeTranslator(), new ClusterTranslator(), new KubernetesEventTranslator(),
        new TektonTranslator(), new FluxTranslator(), new CdEventsTranslator(), new RegistryTranslator(), new EventDrivenArchitectureTranslator(),
        new JUnitTranslator(), new TapTranslator(), new SarifTranslator(), new TrxTranslator(), new CTestTranslator(), new OtlpTranslator(),
    ]).ToDictionary(translator => translator.Name);

    /// <summary>The translator for CloudEvents of a type, where no setting says otherwise; null where none is known.</summary>
    public static string? ForCloudEvent(string type) => type switch
    {
        null => null,
        _ when type.StartsWith("dev.cdevents.", StringComparison.Ordinal) || type.StartsWith("dev.cdeventsx.", StringComparison.Ordinal) => "cdevents",
        _ when type.StartsWith("dev.knative.apiserver.", StringComparison.Ordinal) => "knative",
        _ when type.StartsWith("dev.tekton.event.", StringComparison.Ordinal) => "tekton",
        _ when type.StartsWith("harbor.", StringComparison.Ordinal) => "harbor",
        _ when type.StartsWith("KUBERNETES_TOPOLOGY_CHANGE", StringComparison.OrdinalIgnoreCase) => "kubewatch",
        _ => null,
    };
}
