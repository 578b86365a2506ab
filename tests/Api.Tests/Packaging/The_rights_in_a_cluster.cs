using YamlDotNet.RepresentationModel;

namespace CdViz.Api.Tests.Packaging;

/// <summary>deploy/kubernetes/watch: what a source of the type kubernetes may do in a cluster, and nothing else.</summary>
public sealed class The_rights_in_a_cluster
{
    private const string Folder = "deploy/kubernetes/watch";

    [Fact]
    public void are_to_list_and_to_watch_the_kinds_that_are_watched_by_default()
    {
        var rule = ((YamlSequenceNode)Checkout.Yaml($"{Folder}/cluster-role.yaml").At("rules")).ShouldHaveSingleItem();

        Words(rule, "verbs").ShouldBe(["list", "watch"], ignoreOrder: true);
        Words(rule, "apiGroups").ShouldBe(["apps"]);
        Words(rule, "resources").ShouldBe(ClusterPlace.Of(new SourceSettings { Type = SourceType.Kubernetes }).Select(place => place.Path.Split('/')[^1]), ignoreOrder: true);
    }

    [Fact]
    public void are_given_to_the_account_of_the_server()
    {
        var (account, binding) = (Checkout.Yaml($"{Folder}/service-account.yaml"), Checkout.Yaml($"{Folder}/cluster-role-binding.yaml"));

        var subject = (YamlMappingNode)((YamlSequenceNode)binding.At("subjects")).ShouldHaveSingleItem();
        subject.At("name").Text().ShouldBe(account.At("metadata", "name").Text());
        subject.At("namespace").Text().ShouldBe(Checkout.Yaml($"{Folder}/kustomization.yaml").At("namespace").Text());
        binding.At("roleRef", "name").Text().ShouldBe(Checkout.Yaml($"{Folder}/cluster-role.yaml").At("metadata", "name").Text());
        Words(Checkout.Yaml($"{Folder}/kustomization.yaml"), "resources").ShouldBe(
            Directory.EnumerateFiles(Checkout.PathTo(Folder)).Select(file => Path.GetFileName(file)).Where(name => name is not "kustomization.yaml"), ignoreOrder: true);
    }

    private static IEnumerable<string> Words(YamlNode of, string key) => ((YamlSequenceNode)((YamlMappingNode)of).At(key)).Select(word => word.Text());
}
