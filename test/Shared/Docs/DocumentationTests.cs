using System.Xml.Linq;

namespace MLExtensions.Testing;

/// <summary>What an editor shows beside the public members.</summary>
[TestClass]
public sealed class DocumentationTests
{
    [TestMethod]
    public void NoMember_RefersTheReaderToItself()
    {
        var members = Directory.GetFiles(AppContext.BaseDirectory, "MLExtensions*.xml").SelectMany(file => XDocument.Load(file).Descendants("member")).ToList();
        Assert.AreNotEqual(0, members.Count);

        var circular = members.Where(member => member.Descendants("see").Any(see => see.Attribute("cref")?.Value == member.Attribute("name")!.Value));

        CollectionAssert.AreEqual(Array.Empty<string>(), circular.Select(member => member.Attribute("name")!.Value).ToArray());
    }
}
