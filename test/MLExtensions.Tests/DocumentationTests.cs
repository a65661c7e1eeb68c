using System.Xml.Linq;

namespace MLExtensions.Tests;

/// <summary>What an editor shows beside the public members.</summary>
[TestClass]
public sealed class DocumentationTests
{
    [TestMethod]
    [DataRow("MLExtensions")]
    [DataRow("MLExtensions.Networks")]
    [DataRow("MLExtensions.Tensors")]
    public void NoMember_RefersTheReaderToItself(string assembly)
    {
        var members = XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml")).Descendants("member").ToList();
        Assert.AreNotEqual(0, members.Count);

        var circular = members.Where(member => member.Descendants("see").Any(see => see.Attribute("cref")?.Value == member.Attribute("name")!.Value));

        CollectionAssert.AreEqual(Array.Empty<string>(), circular.Select(member => member.Attribute("name")!.Value).ToArray());
    }
}
