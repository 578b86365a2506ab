namespace CdViz.Domain.Tests.Names;

public class An_event_id
{
    [Fact]
    public void is_a_UUID_of_version_5_that_others_can_make_too()
    {
        // Python: uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_DNS, 'cdevents.dev'), '14:/event/source/271069a8')
        EventId.Of("/event/source/", "271069a8").ShouldBe(new Guid("df111b8e-acdc-567d-8a23-75101372f958"));
        EventId.Of("/é", "1").ShouldBe(new Guid("8fd5a6d5-79a3-56e7-899e-26952285b718"));
        EventId.Of("/event/source/", "271069a8").Version.ShouldBe(5);
    }

    [Fact]
    public void is_another_when_source_and_id_part_elsewhere()
    {
        EventId.Of("ab", "c").ShouldNotBe(EventId.Of("a", "bc"));
        EventId.Of("", "1:x").ShouldNotBe(EventId.Of("1", "x"));
    }
}
