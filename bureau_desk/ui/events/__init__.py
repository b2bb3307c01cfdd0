"""The room of happenings: 续期, 更名, 迁移, 级别变更, 合并, 撤销 … registered of one or many records."""
