using System.Text;

namespace CdViz.Domain.Tests.Documentation;

public class Using_the_package
{
    [Fact]
    public void to_build_and_write()
    {
        var e = new CDEvent(
            Id: "6ca3f9c5-1cef-4ce0-861c-2456a69cf137",
            Source: "https://ci.example.com/acme",
            Timestamp: new DateTimeOffset(2026, 5, 1, 10, 0, 0, TimeSpan.Zero),
            SubjectId: "shop",
            Content: new ServiceDeployed { Environment = new("production"), ArtifactId = "pkg:oci/shop@sha256%3A9f86d081884c7d659a2feaa0c55ad015?tag=1.4.2" })
        {
            ChainId = "4c8cb7dd-3448-41de-8768-eec704e2829b",
            Links = [new Link.Path(FromContextId: "271069a8-fc18-44f1-b38f-9d70a1695819")],
        };

        string json = Encoding.UTF8.GetString(e.ToUtf8Json());

        json.ShouldStartWith("""{"context":{"specversion":"0.5.1",""");
    }

    [Fact]
    public void to_send_with_the_CloudEvents_SDK()
    {
        var e = new CDEvent("1", "https://ci.example.com/acme", new(2026, 5, 1, 10, 0, 0, TimeSpan.Zero), "run-7", new PipelineRunQueued { PipelineName = "build" });
        var formatter = new CDEventFormatter();

        var body = formatter.EncodeStructuredModeMessage(e.ToCloudEvent(), out var contentType);
        var read = formatter.DecodeStructuredModeMessage(body, contentType, extensionAttributes: null);

        var admitted = (Admission.Admitted)new Admitter().Admit(read);
        admitted.Event.Json.ToArray().ShouldBe(e.ToUtf8Json());
    }

    [Fact]
    public void to_check()
    {
        var admitter = new Admitter();
        var answer = admitter.Admit("""
            {"context": {"specversion": "0.5.1", "id": "1", "source": "https://ci.example.com", "timestamp": "2026-05-01T10:00:00Z",
                         "type": "dev.cdevents.pipelinerun.finished.0.3.0"},
             "subject": {"id": "run-7", "content": {"outcome": "pass", "url": "https://ci.example.com/7"}}}
            """u8.ToArray());

        var errors = ((Admission.Invalid)answer).Errors;
        errors.Select(error => $"{error.Pointer} {error.Rule}").ShouldBe(
            ["/subject/content/outcome subject.content.outcome.enum", "/subject/content/url subject.content.unknown"]);
        errors[0].Message.ShouldBe("Found 'pass'. 'success' or 'failure' or 'cancel' or 'error' is allowed.");
    }

    [Fact]
    public void to_read_any_version()
    {
        var admitter = new Admitter();
        var answer = admitter.Admit("""
            {"context": {"version": "0.4.1", "id": "1", "source": "https://ci.example.com", "timestamp": "2024-06-01T10:00:00Z",
                         "type": "dev.cdevents.pipelinerun.finished.0.2.0"},
             "subject": {"id": "run-7", "type": "pipelineRun", "content": {"outcome": "SUCCESS", "url": "https://ci.example.com/7"}}}
            """u8.ToArray());

        var e = ((Admission.Admitted)answer).Event;
        var finished = (PipelineRunFinished)e.ReadContent();
        finished.Uri.ShouldBe("https://ci.example.com/7");
        finished.Outcome!.Value.Raw.ShouldBe("SUCCESS");
        finished.Outcome!.Value.Canonical.ShouldBe("success");
        e.Stream.ToString().ShouldBe("pipelinerun|https://ci.example.com|run-7");
    }

    [Fact]
    public void to_take_what_a_sender_cannot_mend()
    {
        var admitter = new Admitter();
        var answer = admitter.Admit("""
            {"context": {"specversion": "0.5.1", "id": "1", "source": "https://cd.example.com", "timestamp": "2026-05-01T10:00:00Z",
                         "type": "dev.cdevents.service.deployed.0.3.0"},
             "subject": {"id": "shop", "content": {"environment": {"id": "production"}, "artifactId": ""}}}
            """u8.ToArray(), AdmissionMode.Lenient);

        ((Admission.Admitted)answer).Event.Warnings[0].Rule.ShouldBe("subject.content.artifactid.empty");
    }

    [Fact]
    public void to_join_by_artifact()
    {
        Purl one = Purl.TryParse("pkg:oci/shop@sha256%3A9f86d081884c7d659a2feaa0c55ad015?tag=1.4.2&repository_url=ghcr.io/acme")!;
        Purl other = Purl.TryParse("pkg:oci/shop@sha256:9F86D081884C7D659A2FEAA0C55AD015?repository_url=ghcr.io%2Facme&tag=1.4.2")!;

        one.Canonical.ShouldBe(other.Canonical);
        one.Version.ShouldBe("1.4.2");
        one.Digest.ShouldBe("sha256:9f86d081884c7d659a2feaa0c55ad015");
    }

    [Fact]
    public void to_join_by_address_and_outcome()
    {
        UriReference one = UriReference.TryParse("HTTPS://CI.Example.com:443/acme/./%7Eshop")!;
        UriReference other = UriReference.TryParse("https://ci.example.com/acme/~shop")!;

        one.Canonical.ShouldBe(other.Canonical);
        new Outcome("PASSED").Canonical.ShouldBe(new Outcome("success").Canonical);
    }

    [Fact]
    public void to_look_into_the_catalogue()
    {
        Release newest = Catalogue.Newest;

        newest.Spec.ShouldBe("0.5.1");
        newest.Events.Single(e => e.Subject == "change" && e.Predicate == "merged").Type.ShouldBe("dev.cdevents.change.merged.0.3.0");
    }
}
