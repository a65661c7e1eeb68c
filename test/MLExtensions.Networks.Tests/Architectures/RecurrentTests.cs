namespace MLExtensions.Networks.Tests;

/// <summary>
/// <see cref="Recurrent"/> beside PyTorch: embedding, torch.nn.LSTM, GRU or RNN on pack_padded_sequence, of which h_n (of both directions side by side) or the mean, the largest or the weighted steps
/// of each row go into torch.nn.Linear. How figures come about is said at <see cref="SequenceRows.CheckAgainstPyTorch"/>.
/// </summary>
[TestClass]
public sealed class RecurrentTests
{
    [TestMethod]
    public void TwoLayersOfLstm_InBothDirections_AndItsGradients_AreThoseOfPyTorch() => SequenceRows.CheckAgainstPyTorch(
        Create(new Recurrent { Cell = RecurrentCell.Lstm, Layers = 2, Bidirectional = true }),
        [-0.2044326f, 0.5630066f, -0.1894113f, 0.4919776f, -0.1611766f, 0.426985f, -0.1958733f, 0.5260338f],
        ("embedding.weight", [0f, 0f, 0f, 0f, 0.0004912f, 0.0006099f, 0.0004418f, 0.0000659f, 0.0007168f, 0.0009369f, 0.0007164f, 0.0001589f, -0.0009463f, -0.0014343f, -0.0012477f, -0.0004744f, 0.0020208f, 0.0019167f, 0.0009111f, -0.000523f, -0.0004876f, 0.0004411f, 0.0011623f, 0.0013369f, 0.0004747f, 0.0007826f, 0.0007224f, 0.0003225f]),
        ("rnn.weight_hh_l0_reverse", [0.0000262f, -0.0000103f, -0.0000997f, 0.0000305f, -0.0000104f, 0.0000445f, -0.0000731f, 0.0000589f, 0.0000034f, 0.0000517f, -0.000039f, -0.0000307f, -0.0000268f, 0.0000389f, -0.0000332f, -0.0000257f, 0.0000119f, 0.0000235f, 0.0002789f, -0.0001212f, -0.0003997f, 0.0002777f, -0.0001344f, -0.0005603f, 0.0002588f, -0.0002163f, -0.0000315f, 0.0000444f, -0.0000363f, -0.0000562f, 0.0000183f, 0.0000127f, 0.0000082f, -0.0000762f, 0.0000416f, 0.0000223f]),
        ("head.bias", [-0.1877235f, 0.5020007f]));

    [TestMethod]
    public void Gru_AndItsGradients_AreThoseOfPyTorch() => SequenceRows.CheckAgainstPyTorch(
        Create(new Recurrent { Cell = RecurrentCell.Gru }),
        [-0.5859848f, -0.2524425f, -0.5462593f, -0.2180645f, -0.4900266f, -0.1720099f, -0.6330248f, -0.2033793f],
        ("embedding.weight", [0f, 0f, 0f, 0f, -0.0118436f, -0.0079263f, -0.0002812f, 0.0074963f, 0.0133322f, 0.0042982f, -0.0067572f, -0.0146346f, -0.0001152f, 0.0001178f, 0.0002954f, 0.0003341f, 0.0126429f, 0.0028195f, -0.00833f, -0.0155618f, -0.0107478f, -0.0028818f, 0.0063395f, 0.0125793f, 0.0048957f, 0.0014885f, -0.0026187f, -0.0054943f]));

    [TestMethod]
    public void MeanOfGru_AndItsGradients_AreThoseOfPyTorch() => SequenceRows.CheckAgainstPyTorch(
        Create(new Recurrent { Cell = RecurrentCell.Gru, Bidirectional = true, Pooling = RecurrentPooling.Mean }),
        [-0.5463669f, -0.2811187f, -0.4563121f, -0.2862746f, -0.4161057f, -0.3077924f, -0.4809497f, -0.3027206f],
        ("embedding.weight", [0f, 0f, 0f, 0f, -0.0069022f, -0.0043376f, 0.000267f, 0.004746f, 0.0107146f, 0.003904f, -0.0047427f, -0.0111589f, -0.0001322f, 0.0008554f, 0.0014407f, 0.0013485f, 0.0103344f, 0.0028153f, -0.006028f, -0.0120361f, -0.0065775f, -0.0018664f, 0.0037226f, 0.0075607f, 0.006045f, 0.0014697f, -0.0037968f, -0.0072776f]));

    [TestMethod]
    public void LargestOfRnn_AndItsGradients_AreThoseOfPyTorch() => SequenceRows.CheckAgainstPyTorch(
        Create(new Recurrent { Cell = RecurrentCell.Rnn, Pooling = RecurrentPooling.Max }),
        [-0.3596364f, 0.0135269f, -0.7282086f, 0.0365469f, -0.8355866f, 0.0433563f, -0.5074616f, 0.1466508f],
        ("embedding.weight", [0f, 0f, 0f, 0f, 0.0146893f, 0.0220113f, 0.018981f, 0.0070237f, -0.0327423f, -0.0482936f, -0.0411317f, -0.0146249f, 0.0038719f, 0.0021796f, -0.0005378f, -0.0030023f, -0.0066108f, -0.0094684f, -0.0078728f, -0.0025746f, -0.0394821f, -0.0447726f, -0.0290059f, 0.0004028f, 0.0139856f, 0.0185796f, 0.0144353f, 0.0035019f]));

    [TestMethod]
    public void AttentionOverLstm_AndItsGradients_AreThoseOfPyTorch() => SequenceRows.CheckAgainstPyTorch(
        Create(new Recurrent { Cell = RecurrentCell.Lstm, Bidirectional = true, Pooling = RecurrentPooling.Attention }),
        [0.466354f, 0.3636307f, 0.4746424f, 0.3885557f, 0.4707762f, 0.3735105f, 0.4632736f, 0.3851753f],
        ("embedding.weight", [0f, 0f, 0f, 0f, -0.0019164f, -0.0029248f, -0.0025576f, -0.0009875f, -0.0074825f, -0.0070514f, -0.003304f, 0.0019974f, -0.0002169f, -0.0007208f, -0.0008856f, -0.000634f, -0.0033201f, -0.0031863f, -0.001554f, 0.0008092f, -0.0029243f, -0.0039603f, -0.0031338f, -0.0008333f, -0.0020704f, -0.0021697f, -0.0012485f, 0.0002598f]),
        ("pooling.weight", [-0.0001025f, 0.0000139f, 0.0001957f, 0.0000695f, -0.0001037f, 0.0002961f]));

    [TestMethod]
    public void Build_NamesParametersAsPyTorch_WithAndWithoutDropout()
    {
        string[] expected =
        [
            "embedding.weight [7, 4]",
            "rnn.weight_ih_l0 [9, 4]", "rnn.weight_hh_l0 [9, 3]", "rnn.bias_ih_l0 [9]", "rnn.bias_hh_l0 [9]",
            "rnn.weight_ih_l0_reverse [9, 4]", "rnn.weight_hh_l0_reverse [9, 3]", "rnn.bias_ih_l0_reverse [9]", "rnn.bias_hh_l0_reverse [9]",
            "pooling.weight [1, 6]", "head.weight [2, 6]", "head.bias [2]",
        ];
        foreach (float dropout in new[] { 0, 0.5f })
        {
            Network network = Create(new Recurrent { Bidirectional = true, Pooling = RecurrentPooling.Attention, EmbeddingDropout = dropout, Dropout = dropout, HeadDropout = dropout });
            CollectionAssert.AreEqual(expected, network.Module.Parameters.Select(parameter => parameter.ToString()).ToArray());
        }
    }

    [TestMethod]
    public void ToString_IsATableOfLayers()
    {
        // 7 * 4; 2 * (3 * 3 * 4 + 3 * 3 * 3 + 2 * 9) + 2 * (3 * 3 * 6 + 3 * 3 * 3 + 2 * 9); 2 * 6 + 2.
        Assert.AreEqual(
            """
            Layer (type)                                     Output shape   Parameters
            --------------------------------------------------------------------------
            embedding (Embedding, 7 of 4)                    [batch, 6, 4]          28
            embedding.dropout (Dropout, 0.25)                [batch, 6, 4]           0
            rnn (Gru, 2 layers, bidirectional, final state)  [batch, 6]            360
            head (Linear)                                    [batch, 2]             14
            --------------------------------------------------------------------------
            Total parameters: 402
            """.ReplaceLineEndings("\n"),
            Create(new Recurrent { Layers = 2, Bidirectional = true, EmbeddingDropout = 0.25f }).ToString());
    }

    [TestMethod]
    public void Json_KeepsEveryHyperparameter()
    {
        var architecture = new Recurrent
        {
            Cell = RecurrentCell.Lstm, HiddenSize = 17, Layers = 3, Bidirectional = true, Dropout = 0.125f, Pooling = RecurrentPooling.Attention, EmbeddingSize = 19, EmbeddingDropout = 0.25f, HeadDropout = 0.5f,
        };
        Assert.AreEqual(architecture, Architectures.FromJson(Architectures.ToJson(architecture)));
        StringAssert.Contains(Architectures.ToJson(architecture), "\"cell\":\"Lstm\"");
    }

    [TestMethod]
    public void Create_OutOfRange_NamesTheValue()
    {
        Assert.Contains("HiddenSize is 0; expected at least 1 and at most 65536.", Message(new() { HiddenSize = 0 }));
        Assert.Contains("Layers is 1001; expected at least 1 and at most 1000.", Message(new() { Layers = 1001 }));
        Assert.Contains("EmbeddingSize is -1", Message(new() { EmbeddingSize = -1 }));
        Assert.Contains("HeadDropout is 1; expected at least 0 and less than 1.", Message(new() { HeadDropout = 1 }));
        Assert.Contains("EmbeddingDropout is NaN", Message(new() { EmbeddingDropout = float.NaN }));
        Assert.Contains("Cell is 9; expected one of Rnn, Gru, Lstm.", Message(new() { Cell = (RecurrentCell)9 }));
        Assert.Contains("Pooling is 7; expected one of Last, Mean, Max, Attention.", Message(new() { Pooling = (RecurrentPooling)7 }));
    }

    [TestMethod]
    public void EmbeddingDropout_IsForTokensAlone()
    {
        Network network = Network.Create(new Recurrent { EmbeddingDropout = 0.5f }, new BinaryObjective(), SequenceRows.Steps(4), seed: 1);
        Assert.DoesNotContain("dropout", network.ToString());
    }

    private static string Message(Recurrent architecture) => Assert.ThrowsExactly<ArgumentOutOfRangeException>(
        () => Network.Create(architecture, new MulticlassObjective(2), SequenceRows.Tokens(6), seed: 1)).Message;

    private static Network Create(Recurrent architecture) =>
        Network.Create(architecture with { HiddenSize = 3, EmbeddingSize = 4 }, new MulticlassObjective(2), SequenceRows.Tokens(6), seed: 1);
}
