using System.Text;
using System.Text.Json.Nodes;

namespace CdViz.Domain.Tests.Admissions;

/// <summary>What a collector made of the webhooks of Argo CD and handed in as 0.4.1. Their members' values are here; the files lie beside the repository.</summary>
public class The_real_events_of_a_deployer
{
    private static readonly Admitter Admitter = new();

    private static readonly string[] Files = [.. Examples.Shared("samples", "argocd-captured").Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    [Fact]
    public void are_refused_where_the_artifact_is_empty()
    {
        var answers = Files.Select(file => Admitter.Admit(Examples.Utf8(file))).ToList();
        var refused = answers.OfType<Admission.Invalid>().ToList();
        refused.Count.ShouldBe(Files.Length / 12);
        refused.ShouldAllBe(answer => answer.Errors.Single().Pointer == "/subject/content/artifactId");
        var older = answers.OfType<Admission.Admitted>().Where(answer => answer.Event.Warnings.Any(warning => warning.Rule == "type.spec.other")).ToList();
        older.Count.ShouldBe(Files.Length / 12);
        older.ShouldAllBe(answer => answer.Event.TypeName == "dev.cdevents.incident.detected.0.1.0");
        answers.OfType<Admission.Admitted>().Count().ShouldBe(Files.Length - (Files.Length / 12));
    }

    [Fact]
    public void are_all_taken_where_the_sender_cannot_be_mended() =>
        Files.Select(file => Admitter.Admit(Examples.Utf8(file), AdmissionMode.Lenient)).ToList()
            .ShouldAllBe(answer => answer is Admission.Admitted);

    [Theory]
    [InlineData(AdmissionMode.Standard)]
    [InlineData(AdmissionMode.Lenient)]
    public void without_artifact_are_told_so(AdmissionMode mode)
    {
        var e = JsonNode.Parse("""
            {"context": {"id": "1", "source": "http://collector.example.com?source=argocd", "timestamp": "2025-08-14T12:19:21+00:00",
            "type": "dev.cdevents.service.deployed.0.2.0", "version": "0.4.1"},
            "subject": {"id": "argocd/shop", "type": "service", "content": {"artifactId": "", "environment": {"id": "https://kubernetes.default.svc"}}}}
            """)!;
        var answer = Admitter.Admit(Encoding.UTF8.GetBytes(e.ToJsonString()), mode);
        var told = answer is Admission.Admitted(var admitted) ? admitted.Warnings : ((Admission.Invalid)answer).Errors;
        told.ShouldContain(violation => violation.Pointer == "/subject/content/artifactId" && violation.Rule == "subject.content.artifactid.empty");
        (answer is Admission.Admitted).ShouldBe(mode is AdmissionMode.Lenient);
    }
}
