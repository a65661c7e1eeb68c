using MLExtensions.Networks;
using Microsoft.ML;

namespace MLExtensions.Tests.Harness;

/// <summary>What ML.NET asks of every estimator, asked of networks whose row is one column: a text, steps in time, pixels.</summary>
[TestClass]
public sealed class WholeRowTests
{
    private const int Rows = 600;

    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Texts_KeepEveryPromise() => Check(nameof(SampleRow.Story), new TextInput(), [nameof(SampleRow.Stamp), nameof(SampleRow.Loose), nameof(SampleRow.Rooms)]);

    [TestMethod]
    public void Characters_KeepEveryPromise() =>
        Check(nameof(SampleRow.Story), new TextInput { Tokenizer = new CharacterTokenizerOptions(), MaximumLength = 12 }, [nameof(SampleRow.Stamp), nameof(SampleRow.Wide)]);

    [TestMethod]
    public void StepsOfVaryingNumber_KeepEveryPromise() => Check(nameof(SampleRow.Loose), new SequenceInput(), [nameof(SampleRow.Stamp), nameof(SampleRow.Story), nameof(SampleRow.Rooms)]);

    [TestMethod]
    public void Steps_KeepEveryPromise() =>
        Check(nameof(SampleRow.Features), new SequenceInput { Features = 2 }, [nameof(SampleRow.Stamp), nameof(SampleRow.Story)], fitOnly: nameof(SampleRow.Picture));

    [TestMethod]
    public void Pixels_KeepEveryPromise() => Check(
        nameof(SampleRow.Picture),
        new ImageInput { Augmentation = new ImageAugmentation { FlipHorizontally = true, CropPadding = 1 } },
        [nameof(SampleRow.Stamp), nameof(SampleRow.Loose)],
        fitOnly: nameof(SampleRow.LargePicture));

    private void Check(string column, ColumnInput input, string[] unfit, string? fitOnly = null)
    {
        var table = new SampleTable(_context, Rows);
        EstimatorHarness.Check(new EstimatorCase
        {
            Name = $"{input.GetType().Name} of '{column}'",
            Context = _context,
            Estimator = _context.BinaryClassification.Trainers.Network(new()
            {
                LabelColumnName = nameof(SampleRow.Answer),
                FeatureColumnNames = [column],
                ColumnInputs = new Dictionary<string, ColumnInput> { [column] = input },
                Architecture = new Convolutional { Channels = [4], KernelSizes = [3] },
                Epochs = 2,
            }),
            Valid = table.Whole(),
            Invalid = [new(column, table.Without(column)), .. unfit.Select(member => new UnfitData(column, table.With(column, member)))],
            ValidForTransformOnly = [new(nameof(SampleRow.Answer), table.Without(nameof(SampleRow.Answer)))],
            ValidForFitOnly = fitOnly is null ? [] : [new(column, table.With(column, fitOnly))],
        });
    }
}
