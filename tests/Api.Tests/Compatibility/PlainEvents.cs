using System.Text;
using System.Text.Json.Nodes;

namespace CdViz.Api.Tests.Compatibility;

/// <summary>
/// Events on which nobody can disagree: each subject lives once, in the order of its life cycle, at times of its own, told by one tool; each
/// reference is of its own kind; the rest of the content is random.
/// </summary>
internal static class PlainEvents
{
    private const int Subjects = 8;

    private static readonly string[] Outcomes = ["success", "failure", "cancel", "error"];
    private static readonly string[] Kinds = ["trigger", "cause", "effect", "storedAt"];

    /// <summary>Of each subject of these types eight, with some of its life cycle each; in order of time. Those of another seed are other subjects, artifacts apart.</summary>
    public static List<string> Of(IEnumerable<EventType> types, int seed)
    {
        var random = new RandomEvents(seed);
        var admitter = new Admitter();
        var steps =
            from subject in types.GroupBy(type => type.Subject)
            from number in Enumerable.Range(0, Subjects)
            from step in subject.GroupBy(type => type.Rank)
            where random.Next(4) > 0
            select (Type: step.ElementAt(random.Next(step.Count())), Number: number);
        return
        [
            .. steps.ToList().OrderBy(step => step.Type.Rank).Select((step, second) => Plain(random, step.Type, seed, step.Number, second))
                .Select(e => e.ToJsonString()).Where(e => admitter.Admit(Encoding.UTF8.GetBytes(e), AdmissionMode.Lenient) is Admission.Admitted),
        ];
    }

    private static JsonNode Plain(RandomEvents random, EventType type, int seed, int number, int second)
    {
        var e = JsonNode.Parse(random.Of([type], 1)[0].ToUtf8Json())!;
        var (context, subject) = (e["context"]!.AsObject(), e["subject"]!.AsObject());
        context.Remove("links");
        context["source"] = Events.Source;
        subject.Remove("source");
        context["timestamp"] = Events.T(second).UtcDateTime;
        subject["id"] = type.Subject is "artifact" ? Artifact(number) : $"{type.Subject}/{seed}.{number}";
        e.AsObject().Remove("customData");
        if (type.Subject is not "pipelinerun" && random.Next(3) == 0)
        {
            e["customData"] = Links(Kinds[random.Next(Kinds.Length)], $"pipelinerun/{seed}.{number}");
        }

        var content = subject["content"]!.AsObject();
        Simplify(content, seed, number, Outcomes[random.Next(Outcomes.Length)]);
        if (type.Subject is "incident")
        {
            content.Remove("artifactId");
        }
        else if (type.Alias is "service_deployed" or "service_upgraded" or "service_rolledback")
        {
            // One that does not say what it deploys ends what ran before, here.
            content["artifactId"] = Artifact(number);
        }

        return e;
    }

    private static void Simplify(JsonObject content, int seed, int number, string outcome)
    {
        foreach (var (name, value) in content.ToList())
        {
            switch (name)
            {
                case "change" or "repository" or "testCaseRun":
                    content.Remove(name);
                    break;
                case "outcome":
                    content[name] = outcome;
                    break;
                case "artifactId":
                    content[name] = Artifact(number);
                    break;
                default:
                    if (value is JsonObject reference && reference.ContainsKey("id"))
                    {
                        reference["id"] = $"{name.ToLowerInvariant()}/{seed}.{number / 2}";
                        reference.Remove("source");
                    }

                    break;
            }
        }
    }

    private static string Artifact(int number) => $"pkg:oci/cart-{number}?tag=1.{number}.0";

    private static JsonObject Links(string kind, string target) =>
        new() { ["links"] = new JsonArray(new JsonObject { ["linkkind"] = kind, ["subject"] = new JsonObject { ["id"] = target, ["type"] = "pipelinerun" } }) };
}
