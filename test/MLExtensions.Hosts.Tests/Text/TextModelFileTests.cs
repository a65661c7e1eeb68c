using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests.Text;

/// <summary>A featurizer of texts and its linear model, saved by either host.</summary>
[TestClass]
public sealed class TextModelFileTests
{
    private readonly MLContext _context = new(seed: 1);

    /// <summary>The probabilities are those that the host which saved the file had.</summary>
    [TestMethod]
    [DataRow("ml-net", new[] { 0.4136825f, 0.5889722f, 0.5f, 0.54765767f, 0.23117352f, 0.59260947f })]
    [DataRow("stand-in", new[] { 0.41368243f, 0.588932f, 0.5f, 0.5476664f, 0.23117368f, 0.5925926f })]
    public void Load_OfAFileOfEitherHost_PredictsAsThatHostDid(string host, float[] probabilities)
    {
        IDataView data = _context.Data.LoadFromEnumerable(Note.Some);
        ITransformer model = _context.Model.Load(Path.Combine(AppContext.BaseDirectory, "Models", $"{host}-text.zip"), out _);

        IDataView result = model.Transform(data);

        float[] actual = EstimatorContract.Scalars<float>(result, "Probability");
        for (int i = 0; i < probabilities.Length; i++)
        {
            Assert.AreEqual(probabilities[i], actual[i], 1e-6, $"at {i}");
        }

        IDataView fitted = Note.Model(_context).Transform(data);
        CollectionAssert.AreEqual(EstimatorContract.SlotNames(fitted.Schema["Features"]), EstimatorContract.SlotNames(result.Schema["Features"]));
        float[][] expected = EstimatorContract.Vectors(fitted, "Features");
        float[][] features = EstimatorContract.Vectors(result, "Features");
        for (int row = 0; row < expected.Length; row++)
        {
            for (int slot = 0; slot < expected[row].Length; slot++)
            {
                Assert.AreEqual(expected[row][slot], features[row][slot], 1e-6, $"row {row}, slot {slot}");
            }
        }
    }
}
