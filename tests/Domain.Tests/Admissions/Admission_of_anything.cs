using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using static CdViz.Domain.Tests.Admitting;

namespace CdViz.Domain.Tests.Admissions;

public class Admission_of_anything
{
    [Fact]
    public void gives_an_answer_to_any_bytes() => Always.Holds(Any.Bytes, bytes => AnswersTwiceAlike(bytes));

    [Fact]
    public void gives_an_answer_to_what_is_almost_JSON() => Always.Holds(Any.AlmostJson, text => AnswersTwiceAlike(Encoding.UTF8.GetBytes(text)), times: 5000);

    [Fact]
    public void gives_an_answer_to_any_JSON() => Always.Holds(Any.Json, json =>
        AnswersTwiceAlike(Encoding.UTF8.GetBytes(json)).ShouldNotBeOfType<Admission.NotJson>());

    [Fact]
    public void gives_an_answer_to_what_is_almost_an_event_of_any_type() => Always.HoldsWhere(Any.AlmostAnyCDEvent, json =>
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var strict = AnswersTwiceAlike(bytes);
        var lenient = new Admitter().Admit(bytes, AdmissionMode.Lenient);
        if (strict is Admission.Admitted(var e))
        {
            lenient.ShouldBeOfType<Admission.Admitted>().Event.Warnings.ShouldBe(e.Warnings);
            e.ReadContent().ShouldBe(JsonSerializer.Deserialize(json, e.Type.Content));
        }
        else if (lenient is Admission.Admitted(var admitted))
        {
            ((Admission.Invalid)strict).Errors.ShouldAllBe(error => admitted.Warnings.Any(warning => warning.Pointer == error.Pointer));
        }

        return strict is Admission.Admitted || lenient is Admission.Admitted;
    }, times: 3000);

    [Fact]
    public void names_places_that_are_there_or_missing_in_what_is_almost_a_CDEvent() => Always.HoldsWhere(Any.AlmostCDEvent, json =>
    {
        if (AnswersTwiceAlike(Encoding.UTF8.GetBytes(json)) is not Admission.Invalid(var errors, _, _))
        {
            return false;
        }

        errors.ShouldNotBeEmpty();
        errors.ShouldAllBe(error => error.Rule.EndsWith(".required") || error.Rule.StartsWith("json.") || Resolves(json, error.Pointer));
        return true;
    });

    [Fact]
    public void lets_the_content_of_an_admitted_event_be_read() => Always.HoldsWhere(Any.AlmostCDEvent, json =>
    {
        if (Admit(json) is not Admission.Admitted(var e))
        {
            return false;
        }

        e.ReadContent().ShouldBeOfType<ServiceDeployed>().ShouldBe(JsonSerializer.Deserialize<ServiceDeployed>(json));
        return true;
    });

    [Fact]
    public void gives_the_same_digest_to_the_same_event_spelled_otherwise() => Always.HoldsWhere(
        from json in Any.AlmostCDEvent from seed in Gen.Choose(0, int.MaxValue) select (json, seed), example =>
        {
            if (Admit(example.json) is not Admission.Admitted(var e))
            {
                return false;
            }

            var other = Admitted(Any.Respelled(JsonDocument.Parse(example.json).RootElement, new Random(example.seed)));
            (other.Digest, other.Id, other.Stream, other.OccurredAt).ShouldBe((e.Digest, e.Id, e.Stream, e.OccurredAt));
            return true;
        });

    [Fact]
    public void gives_an_answer_to_any_CloudEvent() => Always.Holds(Any.Json, json =>
    {
        var admitter = new Admitter();
        foreach (var bytes in (byte[][])[Encoding.UTF8.GetBytes(json), InCloudEvent(json)])
        {
            var answer = admitter.Admit(CloudEvents.Structured(bytes));
            Told(answer).ShouldBe(Told(admitter.Admit(CloudEvents.Structured(bytes))));
            // By chance there is no CDEvent in it.
            answer.ShouldNotBeOfType<Admission.Admitted>();
        }
    });

    [Fact]
    public void takes_out_of_a_CloudEvent_what_it_takes_by_itself() => Always.HoldsWhere(Any.AlmostCDEvent, json =>
    {
        var wrapped = new Admitter().Admit(CloudEvents.Structured(InCloudEvent(json)));
        if (Admit(json) is not Admission.Admitted(var e))
        {
            wrapped.ShouldNotBeOfType<Admission.Admitted>();
            return false;
        }

        var other = wrapped.ShouldBeOfType<Admission.Admitted>().Event;
        (other.Digest, other.Id, other.Stream, other.OccurredAt).ShouldBe((e.Digest, e.Id, e.Stream, e.OccurredAt));
        return true;
    });

    [Fact]
    public void reads_any_content_as_any_event() => Always.Holds(Any.Json, json =>
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        foreach (var type in EventTypes.All)
        {
            var content = type.Read(bytes);
            JsonSerializer.Deserialize($$$"""{"subject": {"content": {{{json}}} } }""", type.Content).ShouldBe(content);
        }
    }, times: 200);

    private static byte[] InCloudEvent(string json) => Encoding.UTF8.GetBytes($$"""{"specversion": "1.0", "id": "other", "source": "/x", "type": "y", "data": {{json}} }""");

    private static Admission AnswersTwiceAlike(byte[] bytes)
    {
        var (first, second) = (Admit(bytes), Admit(bytes));
        Told(first).ShouldBe(Told(second));
        return first;
    }

    private static string Told(Admission admission) => admission switch
    {
        Admission.Admitted(var e) => $"{e.Id} {e.Digest} {e.Stream} {e.OccurredAt:O} {string.Join(';', e.Warnings)}",
        Admission.Invalid(var errors, var source, var id) => $"{source} {id} {string.Join(';', errors)}",
        var other => other.ToString(),
    };

    private static bool Resolves(string json, string pointer) => Resolves(JsonElement.Parse(json), pointer.Split('/')[1..]);

    /// <summary>Of several members of one name, which is wrong of itself, any may be meant.</summary>
    private static bool Resolves(JsonElement element, string[] path) => path is not [var name, .. var rest] || element.ValueKind switch
    {
        JsonValueKind.Array => int.TryParse(name, out var at) && at < element.GetArrayLength() && Resolves(element[at], rest),
        JsonValueKind.Object => element.EnumerateObject().Any(member => member.NameEquals(name) && Resolves(member.Value, rest)),
        _ => false,
    };
}
